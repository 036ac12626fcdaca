using System.Diagnostics.CodeAnalysis;

namespace HybridRec.Engine.Numerics;

/// <summary>The bijection between outside ids and matrix rows, saved with the model. Immutable and thread-safe.</summary>
/// <typeparam name="TId">The id type, e.g. <c>TrackId</c>.</typeparam>
public sealed class Vocabulary<TId>
    where TId : notnull
{
    private readonly TId[] _ids;
    private readonly Dictionary<TId, int> _rows;

    /// <summary>Numbers ids in the order given.</summary>
    /// <param name="ids">Distinct ids; the first gets row 0.</param>
    /// <exception cref="ArgumentException">An id occurs twice; the message names it.</exception>
    public Vocabulary(IEnumerable<TId> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _ids = [.. ids];
        _rows = new Dictionary<TId, int>(_ids.Length);
        for (int row = 0; row < _ids.Length; row++)
        {
            if (!_rows.TryAdd(_ids[row], row))
            {
                throw new ArgumentException($"{_ids[row]} occurs twice in the vocabulary.", nameof(ids));
            }
        }
    }

    /// <summary>Number of ids, which is the number of rows.</summary>
    public int Count => _ids.Length;

    /// <summary>All ids in row order.</summary>
    public IReadOnlyList<TId> Ids => _ids;

    /// <summary>The id of a row.</summary>
    /// <param name="row">0 ≤ row &lt; <see cref="Count"/>.</param>
    public TId IdOf(int row) => _ids[row];

    /// <summary>The row of an id, if the model knows it.</summary>
    /// <param name="id">The id.</param>
    /// <param name="row">Its row, or 0 if unknown.</param>
    /// <returns>Whether the id is known.</returns>
    public bool TryGetRow([NotNull] TId id, out int row) => _rows.TryGetValue(id, out row);
}
