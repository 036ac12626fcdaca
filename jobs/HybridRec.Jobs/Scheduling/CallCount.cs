namespace HybridRec.Jobs.Scheduling;

/// <summary>Counts calls under way, so that an end can be made of them: once closed and empty, none begins any more.</summary>
internal sealed class CallCount
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _closed;

    /// <summary>Counts a call before it begins; false once closed.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            _underWay += _closed ? 0 : 1;
            return !_closed;
        }
    }

    /// <summary>A call that was counted has ended.</summary>
    public void End()
    {
        lock (_gate)
        {
            _underWay--;
            CompleteIfEmpty();
        }
    }

    /// <summary>Lets no further call begin, and completes when those under way have ended.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            CompleteIfEmpty();
            return _empty.Task;
        }
    }

    private void CompleteIfEmpty()
    {
        if (_closed && _underWay == 0)
        {
            _empty.TrySetResult();
        }
    }
}
