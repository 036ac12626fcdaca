namespace HybridRec.Engine.Reranking;

/// <summary>How the energy of a list goes while it is listened to.</summary>
public enum Arc
{
    /// <summary>As the smoothest order has it; the list begins with its surest pick.</summary>
    Flat,

    /// <summary>From the calmest to the liveliest.</summary>
    Rise,

    /// <summary>Up and down again, about every twelve tracks.</summary>
    Wave,
}
