using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Listens;

/// <summary>One track shown in a list.</summary>
/// <param name="Track">The track.</param>
/// <param name="Position">1-based place in the list.</param>
/// <param name="Source">The candidate generator it came from.</param>
/// <param name="Score">The score it was placed by.</param>
/// <param name="Propensity">
/// The chance by which its place went to its generator, inside (0, 1), where places were shared out by chance; 1 for a track that was
/// shown whatever chance said.
/// </param>
public sealed record ServedTrack(TrackId Track, int Position, string Source, float Score, double Propensity);

/// <summary>One list shown to one user.</summary>
/// <param name="User">To whom.</param>
/// <param name="ServedAt">When.</param>
/// <param name="Version">By which model.</param>
/// <param name="Discovery">The dial, 0 to 1.</param>
/// <param name="Tracks">What, by position.</param>
public sealed record ServedList(
    UserId User, DateTimeOffset ServedAt, ModelVersion Version, double Discovery, IReadOnlyList<ServedTrack> Tracks);

/// <summary>Records what was shown to whom. Append-only, durable, thread-safe.</summary>
public interface IServeLog
{
    /// <summary>Appends one list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AppendAsync(ServedList list, CancellationToken cancellationToken);

    /// <summary>Lists shown to a user since a time, newest first, streamed.</summary>
    /// <param name="user">To whom.</param>
    /// <param name="since">Only those shown at or after.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<ServedList> ReadAsync(UserId user, DateTimeOffset since, CancellationToken cancellationToken);
}
