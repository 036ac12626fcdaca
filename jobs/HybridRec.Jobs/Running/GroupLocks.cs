using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Running;

/// <summary>The locks of the groups a run works in.</summary>
internal sealed class GroupLocks : IDisposable
{
    private readonly List<RunLock> _held = [];
    private readonly List<CancellationTokenRegistration> _told = [];
    private readonly CancellationTokenSource _lost = new();
    private Task? _after;

    /// <summary>Fires when one of them is lost: another process may work in its group.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes all locks, or none: null if another run holds one.</summary>
    public static async Task<GroupLocks?> TryTakeAsync(
        DataFolder data, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        GroupLocks locks = new();
        try
        {
            foreach (string group in groups)
            {
                if (await RunLock.TryTakeAsync(data, group, cancellationToken) is not { } taken)
                {
                    locks.Dispose();
                    return null;
                }

                locks._held.Add(taken);
                locks._told.Add(taken.Lost.Register(locks._lost.Cancel));
            }

            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the locks until work ends that nobody waits for any more.</summary>
    public void KeepUntil(Task work) => _after = work;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_after is { IsCompleted: false } work)
        {
            work.ContinueWith(_ => Release(), TaskScheduler.Default);
        }
        else
        {
            Release();
        }
    }

    private void Release()
    {
        _told.ForEach(told => told.Dispose());
        _held.ForEach(held => held.Dispose());
        _lost.Dispose();
    }
}

/// <summary>Another process may do the work: it must stop, and what becomes of the run is the other's business.</summary>
internal sealed class RunLostException : Exception;
