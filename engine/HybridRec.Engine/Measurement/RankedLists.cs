namespace HybridRec.Engine.Measurement;

/// <summary>One ranked list for each of some users, best first.</summary>
public sealed class RankedLists
{
    /// <summary>What stands where a list ends early.</summary>
    public const int None = -1;

    private readonly int[] _items;
    private readonly float[] _scores;

    /// <summary>Allocates empty lists.</summary>
    /// <param name="userRows">The users, each once, in the order of the lists.</param>
    /// <param name="length">Items a list can hold, ≥ 1.</param>
    public RankedLists(int[] userRows, int length)
    {
        ArgumentNullException.ThrowIfNull(userRows);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        UserRows = userRows;
        Length = length;
        _items = new int[checked(userRows.Length * length)];
        _items.AsSpan().Fill(None);
        _scores = new float[_items.Length];
    }

    /// <summary>The users' rows in the training matrix, in the order of the lists.</summary>
    public IReadOnlyList<int> UserRows { get; }

    /// <summary>Number of lists.</summary>
    public int Count => UserRows.Count;

    /// <summary>Items a list can hold.</summary>
    public int Length { get; }

    /// <summary>A list without its empty tail: item rows, best first, each once.</summary>
    /// <param name="index">0 ≤ index &lt; <see cref="Count"/>.</param>
    public ReadOnlySpan<int> Items(int index)
    {
        ReadOnlySpan<int> whole = _items.AsSpan(index * Length, Length);
        int end = whole.IndexOf(None);
        return end < 0 ? whole : whole[..end];
    }

    /// <summary>The scores beside <see cref="Items"/>.</summary>
    /// <param name="index">0 ≤ index &lt; <see cref="Count"/>.</param>
    public ReadOnlySpan<float> Scores(int index) => _scores.AsSpan(index * Length, Items(index).Length);

    /// <summary>Adds an item at a position; positions are filled in order.</summary>
    /// <param name="index">Which list.</param>
    /// <param name="place">0-based place in it.</param>
    /// <param name="itemRow">The item.</param>
    /// <param name="score">Its score.</param>
    public void Set(int index, int place, int itemRow, float score)
    {
        _items[(index * Length) + place] = itemRow;
        _scores[(index * Length) + place] = score;
    }
}
