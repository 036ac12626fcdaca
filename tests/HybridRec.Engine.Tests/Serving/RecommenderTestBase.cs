using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>A recommender over stores in memory, for one listener.</summary>
public abstract class RecommenderTestBase
{
    private protected static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private protected FakePlayLog Plays { get; } = new();

    private protected FakeServeLog Serves { get; } = new();

    private protected FakeCatalogue Catalogue { get; private set; } = new();

    /// <summary>Two tastes, by plays and by ear alike: odd tracks and even tracks. Popularity falls with the number.</summary>
    private protected static ModelBuilder TwoTastes(int tracks)
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= tracks; id++)
        {
            float strength = 0.5f + (0.4f * (tracks - id) / tracks);
            float[] vector = id % 2 == 1 ? [strength, 0.1f] : [0.1f, strength];
            float[] sound = id % 2 == 1 ? [0.7f, -0.7f + (0.01f * id)] : [-0.7f, 0.7f - (0.01f * id)];
            builder.Add(
                vector,
                sound,
                collection: id <= tracks / 2 ? "first" : "second",
                popularity: 100f * (tracks - id) / tracks,
                users: 1 + tracks - id);
        }

        return builder;
    }

    private protected Recommender Serving(ModelBuilder? builder, int tracks)
    {
        ServingModelHolder holder = new();
        if (builder is not null)
        {
            holder.Publish(builder.Build());
        }

        Catalogue = FakeCatalogue.Of(tracks);
        return new Recommender(holder, Catalogue, Plays, Serves, new FixedClock(Now));
    }

    private protected static async Task<Playlist> Discover(Recommender recommender, PlaylistRequest? request = null) =>
        (await recommender.DiscoverAsync(
            FakePlayLog.User, request ?? new PlaylistRequest(), TestContext.Current.CancellationToken))!;

    private protected static long[] Ids(Playlist playlist) => [.. playlist.Entries.Select(entry => entry.Track.Id.Value)];
}
