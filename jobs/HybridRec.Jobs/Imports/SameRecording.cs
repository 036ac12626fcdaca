using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Imports;

/// <summary>Sees by ear whether a new file is a recording that is there already, and whether its name is another's.</summary>
/// <remarks>
/// Two files of one recording (another codec, another loudness, a trimmed silence) become one track, so that lists show it
/// once and its listens add up; not where both have MusicBrainz ids and those differ. A file whose tags name a track of quite
/// another sound, and which has no MusicBrainz id that says otherwise, becomes a track of its own under the same name.
/// </remarks>
internal sealed class SameRecording(DataFolder data)
{
    // Unrelated recordings differ in 50 % of the bits; between this and the bound for the same one, tags decide.
    private const double AnotherFrom = 0.42;

    /// <summary>Puts a file that was just read and has a track by its tags where its sound belongs; says so in its warnings.</summary>
    /// <param name="file">A file that was read, with its track.</param>
    /// <param name="cancellationToken">Cancels between the steps.</param>
    public async Task SettleAsync(ScannedFile file, CancellationToken cancellationToken)
    {
        if (file.Analysis is not { Sound: not null } analysis)
        {
            return;
        }

        string fingerprint = file.Now!.Fingerprint;
        IReadOnlyList<SoundMatch> matches =
            await data.Sounds.FindSameAsync(fingerprint, analysis.Decoded, analysis.Print, cancellationToken);
        List<AudioFile> same = [];
        foreach (SoundMatch match in matches)
        {
            same.AddRange((await data.Catalogue.FindFilesByFingerprintAsync(match.Fingerprint, cancellationToken))
                .Where(other => other.Track is not null && other.State != AudioFileState.Bad));
        }

        if (await NamesakeAsync(file, same, analysis.Print, cancellationToken) is { } namesake)
        {
            await ApartAsync(file, namesake, same.FirstOrDefault(), cancellationToken);
        }

        foreach (AudioFile other in same.Where(other => other.Track != file.KnownTrack))
        {
            TrackId kept = new(Math.Min(other.Track!.Value.Value, file.KnownTrack!.Value.Value));
            bool merged = await data.Catalogue.MergeAsync(other.Track.Value, file.KnownTrack.Value, cancellationToken);
            file.Warnings.Add(merged
                ? $"the same recording as {other.Path}: one track now"
                : $"sounds like the same recording as {other.Path}, but has another MusicBrainz id");
            file.KnownTrack = merged ? kept : file.KnownTrack;
            if (merged)
            {
                break;
            }
        }
    }

    /// <summary>A present file of the track that the tags name, if all of those sound quite different; else null.</summary>
    private async Task<AudioFile?> NamesakeAsync(
        ScannedFile file, List<AudioFile> same, SoundPrint print, CancellationToken cancellationToken)
    {
        if (file.Description!.RecordingMbid is not null)
        {
            return null;
        }

        AudioFile? namesake = null;
        foreach (AudioFile other in await data.Catalogue.FilesOfAsync(file.KnownTrack!.Value, cancellationToken))
        {
            if (other.Path == file.Path || other.Fingerprint == file.Now!.Fingerprint)
            {
                continue;
            }

            // Too short or too quiet a print tells nothing: 1.
            double errors = data.Sounds.PrintOf(other.Fingerprint) is { } stored ? print.LeastBitErrors(stored) : 1;
            if (errors is < AnotherFrom or 1 || same.Exists(heard => heard.Fingerprint == other.Fingerprint))
            {
                return null;
            }

            namesake ??= other;
        }

        return namesake;
    }

    private async Task ApartAsync(
        ScannedFile file, AudioFile namesake, AudioFile? same, CancellationToken cancellationToken)
    {
        // Without a text key of its own: listens that only know the name stay the first one's.
        TrackDescription apart = file.Description! with
        {
            ExternalId = $"file:{file.Now!.Fingerprint}",
            IsUnnamed = true,
        };
        file.KnownTrack = await data.Catalogue.AttachFileAsync(
            file.Now with { Track = same?.Track }, same is null ? apart : null, null, cancellationToken);
        file.Warnings.Add($"named like {namesake.Path}, but another recording: a track of its own");
    }
}
