using System.Collections.Concurrent;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.ListenBrainz;

/// <summary>What each user is playing at the moment: one entry a user, in memory only, forgotten when the track must be over.</summary>
/// <param name="clock">Decides when that is.</param>
internal sealed class PlayingNow(TimeProvider clock)
{
    /// <summary>How long a track of unknown duration counts as playing.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<UserId, (string Metadata, DateTimeOffset Until)> _playing = new();

    /// <summary>Notes what a user is playing, in place of what they played before.</summary>
    /// <param name="user">The user.</param>
    /// <param name="listen">What they play.</param>
    public void Set(UserId user, SubmittedListen listen) =>
        _playing[user] = (listen.Metadata, clock.GetUtcNow() + (listen.Description.Duration ?? Unknown));

    /// <summary>The <c>track_metadata</c> of what a user is playing, as JSON; null if nothing is known to play.</summary>
    /// <param name="user">The user.</param>
    public string? Find(UserId user)
    {
        if (!_playing.TryGetValue(user, out (string Metadata, DateTimeOffset Until) playing))
        {
            return null;
        }

        if (clock.GetUtcNow() < playing.Until)
        {
            return playing.Metadata;
        }

        // Only this entry: a newer one may have come meanwhile.
        _playing.TryRemove(new(user, playing));
        return null;
    }
}
