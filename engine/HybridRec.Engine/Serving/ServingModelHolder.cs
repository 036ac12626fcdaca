namespace HybridRec.Engine.Serving;

/// <summary>Holds the model in service. Readers take one reference per request; a swap never tears a request.</summary>
public sealed class ServingModelHolder
{
    private ServingModel? _current;

    /// <summary>The model in service, or null before the first is published.</summary>
    public ServingModel? Current => Volatile.Read(ref _current);

    /// <summary>Puts a model in service.</summary>
    /// <param name="model">The model; must not be changed afterwards.</param>
    public void Publish(ServingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Volatile.Write(ref _current, model);
    }
}
