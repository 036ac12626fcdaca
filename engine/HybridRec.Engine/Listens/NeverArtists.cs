using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Listens;

/// <summary>The artists of whom a listener never wants anything, main artist or guest. Not thread-safe.</summary>
public sealed class NeverArtists
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<TrackId, string?> _ofTracks = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _named.Count == 0 && _ofTracks.Count == 0;

    /// <summary>Keys (<see cref="ArtistKey"/>) of the artists known by name.</summary>
    public IEnumerable<string> Keys => _named.Concat(_ofTracks.Values.OfType<string>());

    /// <summary>Tracks whose artist is meant, where the feedback named no artist.</summary>
    public IReadOnlyCollection<TrackId> OfTracks => _ofTracks.Keys;

    /// <summary>Takes feedback, later than all before; all but <c>NeverArtist</c> and <c>Clear</c> changes nothing.</summary>
    /// <param name="feedback">The feedback.</param>
    public void Add(Feedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        switch (feedback)
        {
            case { Kind: FeedbackKind.NeverArtist, Artist: { } artist }:
                _named.Add(ArtistKey.Of(artist));
                break;
            case { Kind: FeedbackKind.NeverArtist, Track: { } track }:
                _ofTracks.TryAdd(track, null);
                break;
            case { Kind: FeedbackKind.Clear, Track: { } track }:
                _ofTracks.Remove(track);
                break;
            case { Kind: FeedbackKind.Clear, Artist: { } artist }:
                _named.Remove(ArtistKey.Of(artist));
                break;
        }
    }

    /// <summary>Says who the artist of one of <see cref="OfTracks"/> is.</summary>
    /// <param name="track">The track; another is ignored.</param>
    /// <param name="artist">Its artist credit.</param>
    public void Name(TrackId track, string artist)
    {
        if (_ofTracks.ContainsKey(track))
        {
            _ofTracks[track] = ArtistKey.Of(artist);
        }
    }

    /// <summary>Whether any of some artists is among them.</summary>
    /// <param name="keys">Whom a track credits: <see cref="ArtistCredits.KeysOf"/>.</param>
    public bool Cover(IReadOnlyList<string> keys) =>
        _named.Overlaps(keys) || _ofTracks.Values.Any(key => key is not null && keys.Contains(key));
}
