using System.Globalization;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.Native;

/// <summary>Finds the track that a route names. The id is read here and not by a route constraint, so that a wrong one is told of.</summary>
internal static class TrackRoute
{
    /// <summary>The track of the route value <c>id</c>, or null.</summary>
    /// <param name="id">The route value.</param>
    /// <param name="catalogue">Where tracks live.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<Track?> FindAsync(string id, ICatalogue catalogue, CancellationToken cancellationToken) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0
            ? await catalogue.FindAsync(new TrackId(value), cancellationToken)
            : null;
}
