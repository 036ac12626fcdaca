using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Serving;

/// <summary>Says in words how far a list falls short of the request, and why.</summary>
internal sealed class PlaylistNotes(
    ServingModel model, PlaylistRequest request, ListenerProfile profile, RequestRules rules, ListMaker maker)
{
    private const double DialTolerance = 5;

    private static readonly (LeftOut Why, string Words)[] Wordings =
    [
        (LeftOut.Unknown, "too little known of to judge"),
        (LeftOut.Refused, "refused or gone"),
        (LeftOut.Excluded, "excluded, or of other collections"),
        (LeftOut.Silent, "without audio"),
        (LeftOut.UnknownDuration, "of unknown playing time"),
        (LeftOut.Duration, "too short or too long"),
        (LeftOut.UnknownTempo, "of unknown tempo"),
        (LeftOut.Tempo, "too slow or too fast"),
        (LeftOut.Heard, "heard already"),
        (LeftOut.Served, "served lately"),
        (LeftOut.Familiar, "by artists you know well"),
    ];

    /// <summary>The notes on a list; usually none.</summary>
    public IReadOnlyList<string> For(IReadOnlyList<PlaylistEntry> entries, PickedRows list, DialReport dial)
    {
        List<string> notes = [];
        if (!profile.HasTaste)
        {
            bool dislikes = profile.Pieces.Any(piece => piece.Evidence.Preference < 0);
            notes.Add(
                "There are no plays of yours to go by yet, so this is a varied sample of the library"
                + (dislikes ? ", away from what you disliked." : "."));
        }

        notes.AddRange(Contradictions());
        notes.AddRange(UnknownNames());
        notes.AddRange(Familiar());
        notes.AddRange(GivenWay());
        if (entries.Count < list.Rows.Count || !list.Full)
        {
            notes.Add(Shortage(entries.Count));
        }

        if (request.Length is { } length)
        {
            TimeSpan time = new(entries.Sum(entry => entry.Track.Duration?.Ticks ?? 0));
            notes.Add($"The list lasts {Clock(time)} of the {Clock(length)} asked for.");
        }

        notes.AddRange(Unmeasured());
        if (dial.AchievedPopularity > dial.AskedPopularity + DialTolerance)
        {
            notes.Add(
                $"The dial asked for a mean popularity of {dial.AskedPopularity:F0}; tracks that suit you allow " +
                $"{dial.AchievedPopularity:F0}.");
        }

        return notes;
    }

    private IEnumerable<string> Contradictions()
    {
        if (request.MinDuration > request.MaxDuration)
        {
            yield return $"No track lasts at least {Clock(request.MinDuration.Value)} and at most {Clock(request.MaxDuration.Value)}.";
        }

        if (request.MinTempo > request.MaxTempo)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"No track has at least {request.MinTempo:0.#} and at most {request.MaxTempo:0.#} beats a minute.");
        }

        if (request.OnlyCollections.Count > 0 && request.OnlyCollections.IsSubsetOf(request.ExcludeCollections))
        {
            yield return "The only collections wanted are also excluded.";
        }
    }

    private IEnumerable<string> UnknownNames()
    {
        foreach (string collection in request.OnlyCollections.Concat(request.ExcludeCollections).Where(name => !model.Collections.Contains(name)))
        {
            yield return $"There is no collection \"{collection}\".";
        }

        foreach (string artist in request.ExcludeArtists.Where(name => model.FindArtist(ArtistKey.Of(name)) < 0))
        {
            yield return $"There are no tracks by \"{artist}\" to leave out.";
        }

        int unknown = request.Exclude.Count(id => !model.Tracks.TryGetRow(new TrackId(id), out _));
        if (unknown > 0)
        {
            yield return $"{unknown} of the ids to leave out {(unknown == 1 ? "is" : "are")} of no track that could be shown.";
        }
    }

    private IEnumerable<string> Familiar()
    {
        if (maker.Waived.Contains(Wish.Unfamiliar))
        {
            yield return "Too little is left by artists you do not know well, so some of it is by artists you do.";
        }
        else if (Count(LeftOut.Familiar) is > 0 and int tracks)
        {
            yield return $"{tracks} {Tracks(tracks)} by artists you know well {(tracks == 1 ? "is" : "are")} left out (knownArtists).";
        }
    }

    private IEnumerable<string> GivenWay()
    {
        if (maker.Waived.Contains(Wish.NotHeard))
        {
            yield return "There is nothing left that you have not heard, so these are tracks you know.";
        }
        else if (maker.Waived.Contains(Wish.NotServed))
        {
            yield return $"Too little is left that was not served in the last {request.NotServedDays} days, so some of it is back.";
        }

        if (maker.Waived.Contains(Wish.PerAlbum))
        {
            yield return $"Too few albums qualify for {request.TracksPerAlbum} in any {maker.Window} places, so there are more of one.";
        }

        if (maker.Waived.Contains(Wish.PerArtist))
        {
            yield return $"Too few artists qualify, so there are up to {maker.PerArtist} tracks of one in any {maker.Window} places.";
        }
    }

    private string Shortage(int count)
    {
        string number = count switch
        {
            0 => "No track qualifies",
            1 => "Only 1 track qualifies",
            _ => $"Only {count} tracks qualify",
        };
        string[] reasons =
        [
            .. Wordings.Select(wording => (Count: Count(wording.Why), wording.Words))
                .Where(reason => reason.Count > 0)
                .Select(reason => $"{reason.Count} {reason.Words}"),
        ];
        return reasons.Length == 0 ? $"{number}." : $"{number}; left out: {string.Join(", ", reasons)}.";
    }

    /// <summary>A range leaves out what was never measured; that is said even of a full list.</summary>
    private IEnumerable<string> Unmeasured()
    {
        if (request.AsksForDuration && Count(LeftOut.UnknownDuration) is > 0 and int silent)
        {
            yield return $"The playing time of {silent} {Tracks(silent)} is not known; none of them is shown.";
        }

        if (request.AsksForTempo && Count(LeftOut.UnknownTempo) is > 0 and int unmeasured)
        {
            yield return $"The tempo of {unmeasured} {Tracks(unmeasured)} is not known; none of them is shown.";
        }
    }

    private int Count(LeftOut why) => rules.Why.Count(why);

    private static string Tracks(int count) => count == 1 ? "track" : "tracks";

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00} min");
}
