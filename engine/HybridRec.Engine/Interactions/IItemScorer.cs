namespace HybridRec.Engine.Interactions;

/// <summary>Scores every item for users of the interactions it was trained on. Immutable and thread-safe.</summary>
/// <remarks>Scores are unitless, higher first, comparable only within one user's list (glossary).</remarks>
public interface IItemScorer
{
    /// <summary>Number of items, the length of a row of scores.</summary>
    int ItemCount { get; }

    /// <summary>Scores all items, played ones too, for some users.</summary>
    /// <param name="userRows">Rows of the training matrix.</param>
    /// <param name="scores">Output, shape (users, items), row-major, finite; a user without plays gets zeros.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    /// <remarks>Single-threaded: callers share the users out among threads in blocks.</remarks>
    void Score(ReadOnlySpan<int> userRows, Span<float> scores);
}
