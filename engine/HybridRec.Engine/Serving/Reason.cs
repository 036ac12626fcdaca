using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Serving;

/// <summary>Why a row was picked, in rows; <see cref="Word"/> turns it into tracks.</summary>
internal sealed class Reason
{
    private const int TopPlays = 3;
    private const int WordsNamed = 3;
    private readonly (int Row, float Share)[] _top;
    private readonly (int Row, float Similarity)? _nearest;

    private readonly (int Row, string[] Words)? _themes;

    private Reason((int Row, float Share)[] top, (int Row, float Similarity)? nearest, (int Row, string[] Words)? themes)
    {
        _top = top;
        _nearest = nearest;
        _themes = themes;
    }

    /// <summary>The rows named.</summary>
    public IEnumerable<int> Rows =>
        _top.Select(play => play.Row)
            .Concat(_nearest is { } nearest ? [nearest.Row] : [])
            .Concat(_themes is { } themes ? [themes.Row] : []);

    public static Reason For(ServingModel model, ListenerProfile profile, int row)
    {
        IReadOnlyList<int> played = profile.PlayedRows;
        float[] contributions = new float[played.Count];
        profile.Contributions(row, contributions);
        (float blend, float relative, float links, float audio) = profile.Parts(row);
        float score = blend + relative + links + audio;
        (int Row, float Share)[] top =
        [
            .. Enumerable.Range(0, played.Count)
                .OrderByDescending(i => contributions[i])
                .Take(TopPlays)
                .Where(i => contributions[i] > 0)
                .Select(i => (played[i], score != 0 ? contributions[i] / score : 0)),
        ];

        (int Row, float Similarity)? nearest = null;
        if (model.AudioNorms[row] > 0)
        {
            foreach (int play in played)
            {
                float cosine = model.AudioCosine(row, play);
                if (play != row && model.AudioNorms[play] > 0 && !(cosine <= nearest?.Similarity))
                {
                    nearest = (play, cosine);
                }
            }
        }

        return new Reason(top, nearest, Themes(model, played, row));
    }

    /// <summary>The play whose lyrics are linked most closely to a track's, and the telling words that both have.</summary>
    private static (int Row, string[] Words)? Themes(ServingModel model, IReadOnlyList<int> played, int row)
    {
        int nearest = -1;
        float closest = 0;
        foreach (int play in model.ThemeLinks is null || model.Themes[row] is null ? [] : played)
        {
            if (play != row && model.ThemeLinks![play, row] is var link && link > closest)
            {
                (nearest, closest) = (play, link);
            }
        }

        return nearest < 0
            ? null
            : (nearest, [.. model.Themes[row]!.Intersect(model.Themes[nearest] ?? []).Take(WordsNamed)]);
    }

    /// <summary>The reason in tracks; plays of tracks that are gone from the catalogue are left out.</summary>
    public Because Word(ServingModel model, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        List<ContributingPlay> plays = [];
        foreach ((int row, float share) in _top)
        {
            if (tracks.TryGetValue(model.Tracks.IdOf(row), out Track? track))
            {
                plays.Add(new ContributingPlay(track, share));
            }
        }

        return new Because(
            plays,
            _nearest is { } nearest && tracks.TryGetValue(model.Tracks.IdOf(nearest.Row), out Track? alike)
                ? new SoundsLike(alike, nearest.Similarity)
                : null)
        {
            Themes = _themes is { } themes && tracks.TryGetValue(model.Tracks.IdOf(themes.Row), out Track? same)
                ? new SharedThemes(same, themes.Words)
                : null,
        };
    }
}
