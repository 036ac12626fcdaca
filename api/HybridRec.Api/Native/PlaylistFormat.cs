using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;
using Microsoft.AspNetCore.Http.Headers;

namespace HybridRec.Api.Native;

/// <summary>A form in which a playlist leaves.</summary>
/// <param name="Name">Its name in <c>format=</c>.</param>
/// <param name="MediaTypes">Its media types; the first is answered with, all are understood in <c>Accept</c>.</param>
/// <param name="WriteAsync">Writes a playlist.</param>
internal sealed record PlaylistFormat(
    string Name,
    IReadOnlyList<string> MediaTypes,
    Func<Stream, Playlist, Func<Track, Uri?>, CancellationToken, Task> WriteAsync)
{
    /// <summary>All formats; the first is the default.</summary>
    public static IReadOnlyList<PlaylistFormat> All { get; } =
    [
        new("json", [PlaylistJson.MediaType], PlaylistJson.WriteAsync),
        new("jspf", [JspfWriter.MediaType], JspfWriter.WriteAsync),
        new("xspf", [XspfWriter.MediaType], XspfWriter.WriteAsync),
        new(
            "m3u8",
            [M3u8Writer.MediaType, "audio/mpegurl", "application/vnd.apple.mpegurl", "application/x-mpegurl"],
            M3u8Writer.WriteAsync),
    ];

    /// <summary>The format that a request asks for by its <c>Accept</c> header; the default where it names none of ours.</summary>
    /// <param name="request">The request.</param>
    public static PlaylistFormat Accepted(HttpRequest request)
    {
        IEnumerable<string?> wanted = new RequestHeaders(request.Headers).Accept
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType.Value);
        return wanted
            .Select(type => All.FirstOrDefault(format => format.MediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase)))
            .FirstOrDefault(format => format is not null)
            ?? All[0];
    }
}
