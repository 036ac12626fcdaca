namespace HybridRec.Engine.Measurement;

/// <summary>Divides interactions into a part to train on and a held-out part. Seeded: the same input gives the same split.</summary>
public interface ISplitter
{
    /// <summary>The rule in words fit for a report.</summary>
    string Description { get; }

    /// <summary>Divides interactions.</summary>
    /// <param name="interactions">In any order; a pair may occur more than once.</param>
    /// <param name="keepRepeats">
    /// Whether plays after the cut-off of an item the user had played before it stay in the held-out part: true where all
    /// items are candidates, false where only unheard ones are, since then nobody could find them.
    /// </param>
    /// <exception cref="SplitException">The data do not allow this split, or one of its parts is empty.</exception>
    /// <exception cref="ArgumentException">A row is negative or a play count is negative, NaN or infinite.</exception>
    Split Split(IReadOnlyList<Interaction> interactions, bool keepRepeats = false);
}
