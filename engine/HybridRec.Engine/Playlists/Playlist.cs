using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Playlists;

/// <summary>A play of the listener's own and its share of a recommended track's score.</summary>
/// <param name="Track">The track they played.</param>
/// <param name="Share">Its contribution ÷ the score; the shares of all plays sum to 1. May be negative.</param>
public sealed record ContributingPlay(Track Track, float Share);

/// <summary>A played track that sounds like the recommended one.</summary>
/// <param name="Track">The track they played.</param>
/// <param name="Similarity">Cosine of the audio embeddings, −1 to 1.</param>
public sealed record SoundsLike(Track Track, float Similarity);

/// <summary>A played track whose lyrics are about the same as the recommended one's.</summary>
/// <param name="Track">The track they played.</param>
/// <param name="Words">Telling words that both have, most telling first; may be empty, for words that go together count too.</param>
public sealed record SharedThemes(Track Track, IReadOnlyList<string> Words);

/// <summary>Why a track is in the list.</summary>
/// <param name="TopPlays">Up to three own plays with the largest share of the score, largest first; empty without plays.</param>
/// <param name="NearestByEar">The own play that sounds most like it; null where one side has no audio.</param>
public sealed record Because(IReadOnlyList<ContributingPlay> TopPlays, SoundsLike? NearestByEar)
{
    /// <summary>The own play whose lyrics are nearest; null where one side has none.</summary>
    public SharedThemes? Themes { get; init; }
}

/// <summary>One place in a playlist.</summary>
/// <param name="Position">1-based place.</param>
/// <param name="Track">The track.</param>
/// <param name="Score">Unitless; comparable only within this list.</param>
/// <param name="Source">
/// What brought it here. The generator that proposed it: "fresh" (hardly anybody has heard it), "rediscovery" (played often, but not
/// for long), "cross-genre" (sounds alike, from elsewhere), "sounds-like" (like what sets the listener apart), "lift" (unusually
/// common among those who play the same) or "themes" (lyrics about the same). Else the largest part of its score: "blend" (factors and sound), "links" (played by
/// those who play the same) or "audio" (sound alone). Or "onboarding".
/// </param>
/// <param name="Popularity">Popularity percentile π, 0 to 100; 0 for a track nobody played.</param>
/// <param name="NeverHeard">Whether the listener never played it.</param>
/// <param name="Cold">Whether nobody had played it when the model was made.</param>
/// <param name="Because">Why.</param>
public sealed record PlaylistEntry(
    int Position,
    Track Track,
    float Score,
    string Source,
    float Popularity,
    bool NeverHeard,
    bool Cold,
    Because Because)
{
    /// <summary>The chance by which its place went to its generator; 1 where it is here whatever chance said.</summary>
    public double Propensity { get; init; } = 1;

    /// <summary>One standard deviation of <see cref="Score"/> as far as the track's sound leaves it open, less the more it was played; null where not known.</summary>
    public float? Uncertainty { get; init; }
}

/// <summary>What a generator had to do with a list, where places were shared out by chance.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Places">Places that it got.</param>
/// <param name="Chance">The chance by which a place goes to it, 0 to 1.</param>
/// <param name="Expected">The share of its picks that the listener is expected to play through or like, 0 to 1.</param>
public sealed record GeneratorShare(string Source, int Places, double Chance, double Expected);

/// <summary>What the dial was asked, what came out, and what could have come out.</summary>
/// <param name="Discovery">The listener's setting d, 0 to 1.</param>
/// <param name="AskedPopularity">P_u(d): mean popularity percentile asked for.</param>
/// <param name="AchievedPopularity">Mean popularity percentile of the list.</param>
/// <param name="FeasiblePopularity">The lowest mean the candidates and rules allow.</param>
/// <param name="HistoryPopularity">h_u: mean popularity percentile of what they play; null without plays.</param>
public sealed record DialReport(
    double Discovery,
    double AskedPopularity,
    double AchievedPopularity,
    double FeasiblePopularity,
    double? HistoryPopularity);

/// <summary>A discovery playlist made for one listener.</summary>
/// <param name="User">The listener's name.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Version">By which model.</param>
/// <param name="Dial">What became of the dial.</param>
/// <param name="Entries">By position; fewer than asked for where not enough tracks qualify.</param>
/// <param name="Notes">What a person should know, e.g. "only 12 tracks qualify"; usually empty.</param>
public sealed record Playlist(
    string User,
    DateTimeOffset CreatedAt,
    ModelVersion Version,
    DialReport Dial,
    IReadOnlyList<PlaylistEntry> Entries,
    IReadOnlyList<string> Notes)
{
    /// <summary>How places were shared out among the generators; empty where none were.</summary>
    public IReadOnlyList<GeneratorShare> Generators { get; init; } = [];
}
