using System.Collections.Concurrent;

namespace HybridRec.Engine.Retrieval;

/// <summary>Arrays of one number a track, lent to requests and used again: at 100,000 tracks a new one costs 1.5 ms, nearly all of it page faults.</summary>
/// <param name="rows">Tracks.</param>
/// <remarks>Thread-safe. Keeps as many arrays as were ever lent at one time.</remarks>
internal sealed class RowBuffers(int rows)
{
    private readonly ConcurrentBag<float[]> _spare = [];

    /// <summary>Begins a loan, for one request.</summary>
    public Loan Borrow() => new(this);

    /// <summary>The arrays of one request. Not thread-safe; what was taken must not be used after it is disposed.</summary>
    internal sealed class Loan(RowBuffers owner) : IDisposable
    {
        private readonly List<float[]> _taken = [];

        /// <summary>An array of zeros.</summary>
        public float[] Take()
        {
            if (owner._spare.TryTake(out float[]? values))
            {
                values.AsSpan().Clear();
            }

            values ??= new float[owner.Rows];
            _taken.Add(values);
            return values;
        }

        /// <summary>Gives all arrays back.</summary>
        public void Dispose()
        {
            _taken.ForEach(owner._spare.Add);
            _taken.Clear();
        }
    }

    private int Rows => rows;
}
