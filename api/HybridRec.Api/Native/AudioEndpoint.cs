using HybridRec.Api.Errors;
using HybridRec.Engine.Catalogue;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace HybridRec.Api.Native;

/// <summary><c>GET /api/v1/tracks/{id}/audio</c>: the file, with HTTP ranges.</summary>
internal static class AudioEndpoint
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new(new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase)
    {
        [".mp3"] = "audio/mpeg",
        [".ogg"] = "audio/ogg",
        [".oga"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".flac"] = "audio/flac",
        [".m4a"] = "audio/mp4",
        [".m4b"] = "audio/mp4",
        [".mp4"] = "audio/mp4",
        [".aac"] = "audio/aac",
        [".wav"] = "audio/wav",
        [".aif"] = "audio/aiff",
        [".aiff"] = "audio/aiff",
        [".wma"] = "audio/x-ms-wma",
        [".webm"] = "audio/webm",
        [".mka"] = "audio/x-matroska",
        [".ape"] = "audio/x-ape",
        [".wv"] = "audio/x-wavpack",
        [".mpc"] = "audio/x-musepack",
    });

    /// <summary>Sends the audio of a track: only a file that the catalogue has as present, never a path from the request.</summary>
    public static async Task<IResult> GetAsync(
        string id, HttpContext context, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        if (await TrackRoute.FindAsync(id, catalogue, cancellationToken) is not { } track)
        {
            return Problems.UnknownTrack(id);
        }

        IReadOnlyList<AudioFile> files = await catalogue.FilesOfAsync(track.Id, cancellationToken);
        foreach (AudioFile file in files.Where(file => file.State == AudioFileState.Present))
        {
            if (TryOpen(file.Path) is { } stream)
            {
                context.Response.Headers.CacheControl = "private, max-age=3600";
                DateTime written = File.GetLastWriteTimeUtc(file.Path);
                return TypedResults.Stream(
                    stream,
                    ContentTypes.TryGetContentType(file.Path, out string? type) ? type : "application/octet-stream",
                    fileDownloadName: null,
                    lastModified: new DateTimeOffset(written),
                    entityTag: new EntityTagHeaderValue($"\"{stream.Length:x}-{written.Ticks:x}\""),
                    enableRangeProcessing: true);
            }
        }

        return Problems.NoAudio(track, files.Count == 0
            ? "has no audio file in the catalogue."
            : "has audio in the catalogue, but its file cannot be read now. Run `import-audio` again if it moved.");
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
