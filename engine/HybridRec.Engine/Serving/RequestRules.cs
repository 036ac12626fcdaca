using System.Numerics;
using System.Runtime.InteropServices;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>One request's rules and wishes as they bear on the rows of one model. Made per request; O(tracks).</summary>
internal sealed class RequestRules
{
    private readonly ServingModel _model;
    private readonly ListenerHistory _history;
    private readonly PlaylistRequest _request;
    private readonly TrackFacts? _facts;
    private readonly IReadOnlySet<TrackId> _served;
    private readonly HashSet<string> _excludedArtists;
    private readonly LeftOut[] _why;
    private readonly bool[] _excluded;

    /// <param name="model">The model.</param>
    /// <param name="profile">The listener.</param>
    /// <param name="history">What they played and said.</param>
    /// <param name="request">What they ask for.</param>
    /// <param name="facts">Playing times, tempos and albums; null where the request does not ask about them.</param>
    /// <param name="served">What they were served lately.</param>
    /// <param name="loan">Lends arrays; must outlive this.</param>
    public RequestRules(
        ServingModel model,
        ListenerProfile profile,
        ListenerHistory history,
        PlaylistRequest request,
        TrackFacts? facts,
        IReadOnlySet<TrackId> served,
        RowBuffers.Loan loan)
    {
        _model = model;
        _history = history;
        _request = request;
        _facts = facts;
        _served = served;
        _excludedArtists = [.. request.ExcludeArtists.Select(ArtistKey.Of)];
        _why = loan.Take<LeftOut>();
        _excluded = loan.Take<bool>();

        // Sets that are small beside the library are walked instead of being asked about every row.
        if (profile.HasTaste)
        {
            MarkUnknown(profile);
        }
        else
        {
            Array.Clear(_why);
        }

        Mark(LeftOut.Refused, history.Signals.Keys.Where(history.IsDisliked));
        MarkArtists(LeftOut.Refused, profile.NeverArtists);
        Mark(LeftOut.Excluded, request.Exclude.Select(id => new TrackId(id)));
        MarkArtists(LeftOut.Excluded, _excludedArtists.Select(model.FindArtist).ToHashSet());
        MarkCollections();
        if (request.OnlyTracks is { } only)
        {
            MarkWhere(LeftOut.Excluded, row => !only.Contains(model.Tracks.IdOf(row).Value));
        }

        if (request.PlayableOnly)
        {
            MarkWhere(LeftOut.Silent, row => !model.HasAudio[row]);
        }

        MarkMeasured();
        if (!request.IncludeHeard)
        {
            Mark(LeftOut.Heard, history.Signals.Keys);
        }

        Mark(LeftOut.Served, served);
        if (!(request.KnownArtists ?? request.Discovery == 0) && profile.WellKnownArtists.Count > 0)
        {
            // What they have played itself is no offer of another track of theirs.
            HashSet<int> played = [.. profile.PlayedRows];
            foreach (int artist in profile.WellKnownArtists)
            {
                foreach (int row in model.RowsOf(artist))
                {
                    _why[row] = _why[row] == LeftOut.Not && !played.Contains(row) ? LeftOut.Familiar : _why[row];
                }
            }
        }
    }

    /// <summary>Why a row does not qualify.</summary>
    public ReadOnlySpan<LeftOut> Why => _why;

    /// <summary>Playing time of a row in seconds, 0 where unknown.</summary>
    public double SecondsOf(int row) => _facts?.Seconds[row] is { } seconds && !float.IsNaN(seconds) ? seconds : 0;

    /// <summary>Leaves out a row that the catalogue, which may have changed since training, shows to be unfit.</summary>
    public void Reject(int row) => _why[row] = LeftOut.Refused;

    /// <summary>Which rows are left out while some wishes give way; the array is the same each time.</summary>
    public bool[] Excluded(IReadOnlySet<Wish> waived)
    {
        // All but what qualifies, and what gave way: Not where nothing did.
        LeftOut served = waived.Contains(Wish.NotServed) ? LeftOut.Served : LeftOut.Not;
        LeftOut heard = waived.Contains(Wish.NotHeard) ? LeftOut.Heard : LeftOut.Not;
        LeftOut familiar = waived.Contains(Wish.Unfamiliar) ? LeftOut.Familiar : LeftOut.Not;
        bool[] excluded = _excluded;
        ReadOnlySpan<byte> why = MemoryMarshal.AsBytes(_why.AsSpan());
        Span<byte> isOut = MemoryMarshal.AsBytes(excluded.AsSpan());
        int width = Vector<byte>.Count;
        int row = 0;
        for (; row + width <= isOut.Length; row += width)
        {
            Vector<byte> found = new(why[row..]);
            Vector<byte> isIn = Vector.Equals(found, Vector<byte>.Zero) | Vector.Equals(found, new Vector<byte>((byte)served))
                | Vector.Equals(found, new Vector<byte>((byte)heard)) | Vector.Equals(found, new Vector<byte>((byte)familiar));
            Vector.AndNot(Vector<byte>.One, isIn).CopyTo(isOut[row..]);
        }

        for (; row < excluded.Length; row++)
        {
            excluded[row] = _why[row] != LeftOut.Not && _why[row] != served && _why[row] != heard && _why[row] != familiar;
        }

        return excluded;
    }

    /// <summary>How many of an artist and of an album a list may hold.</summary>
    /// <param name="waived">Wishes that give way.</param>
    /// <param name="perArtist">The cap on artists.</param>
    /// <param name="window">The stretch that is counted in.</param>
    public IReadOnlyList<GroupCap> Caps(IReadOnlySet<Wish> waived, int perArtist, int window)
    {
        GroupCap artists = new(_model.ArtistGroups, perArtist, window);
        return _request.TracksPerAlbum is { } perAlbum && !waived.Contains(Wish.PerAlbum)
            ? [artists, new GroupCap(_facts!.Albums, perAlbum, window)]
            : [artists];
    }

    /// <summary>Whether the catalogue's word of today on a picked track agrees.</summary>
    public bool IsFit(Track track, IReadOnlySet<Wish> waived) =>
        _history.Allows(track)
        && !_excludedArtists.Contains(ArtistKey.Of(track.Artist))
        && !_request.Exclude.Contains(track.Id.Value)
        && (!_request.PlayableOnly || track.HasAudio)
        && (!_request.AsksForDuration || track.Duration is { } time && OfDuration(time.TotalSeconds) == LeftOut.Not)
        && (!_request.AsksForTempo || track.Sound?.TempoBpm is { } tempo && OfTempo(tempo) == LeftOut.Not)
        && (_request.IncludeHeard || waived.Contains(Wish.NotHeard) || !_history.HasHeard(track.Id))
        && (waived.Contains(Wish.NotServed) || !_served.Contains(track.Id));

    private void Mark(LeftOut why, IEnumerable<TrackId> tracks)
    {
        foreach (TrackId track in tracks)
        {
            if (_model.Tracks.TryGetRow(track, out int row) && _why[row] == LeftOut.Not)
            {
                _why[row] = why;
            }
        }
    }

    private void MarkWhere(LeftOut why, Func<int, bool> holds)
    {
        for (int row = 0; row < _why.Length; row++)
        {
            if (_why[row] == LeftOut.Not && holds(row))
            {
                _why[row] = why;
            }
        }
    }

    private void MarkUnknown(ListenerProfile profile)
    {
        ReadOnlySpan<float> blended = profile.HasBlended ? _model.BlendedNorms : default;
        ReadOnlySpan<float> audio = profile.HasAudio ? _model.AudioNorms : default;
        for (int row = 0; row < _why.Length; row++)
        {
            bool known = (!blended.IsEmpty && blended[row] > 0) || (!audio.IsEmpty && audio[row] > 0);
            _why[row] = known ? LeftOut.Not : LeftOut.Unknown;
        }
    }

    private void MarkArtists(LeftOut why, IReadOnlySet<int> artists)
    {
        if (artists.Count > 0)
        {
            MarkWhere(why, row => _model.Credits(row, artists));
        }
    }

    private void MarkCollections()
    {
        if (_request.OnlyCollections.Count > 0 || _request.ExcludeCollections.Count > 0)
        {
            MarkWhere(LeftOut.Excluded, row => _model.Collections[row] is { } collection
                ? _request.ExcludeCollections.Contains(collection)
                    || (_request.OnlyCollections.Count > 0 && !_request.OnlyCollections.Contains(collection))
                : _request.OnlyCollections.Count > 0);
        }
    }

    private void MarkMeasured()
    {
        for (int row = 0; row < _why.Length && _facts is not null; row++)
        {
            if (_why[row] == LeftOut.Not && _request.AsksForDuration)
            {
                _why[row] = OfDuration(_facts.Seconds[row]);
            }

            if (_why[row] == LeftOut.Not && _request.AsksForTempo)
            {
                _why[row] = OfTempo(_facts.Tempo[row]);
            }
        }
    }

    private LeftOut OfDuration(double seconds) => double.IsNaN(seconds)
        ? LeftOut.UnknownDuration
        : seconds < _request.MinDuration?.TotalSeconds
            || seconds > _request.MaxDuration?.TotalSeconds
            || seconds > _request.Length?.TotalSeconds ? LeftOut.Duration : LeftOut.Not;

    private LeftOut OfTempo(double tempo) => double.IsNaN(tempo)
        ? LeftOut.UnknownTempo
        : tempo < _request.MinTempo || tempo > _request.MaxTempo ? LeftOut.Tempo : LeftOut.Not;
}
