using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>What is not known of tracks that hardly anybody played, and how it decides which of them are shown.</summary>
public sealed class UncertaintyTests : RecommenderTestBase
{
    private static ServingModel Model(ModelBuilder builder, params float[] variances) =>
        new(builder.Manifest(), builder.Parts() with { AudioVariances = variances });

    private static ListenerProfile Profile(ServingModel model)
    {
        ListenerHistory history = new();
        history.Add(new PlayCount(FakePlayLog.User.Id, new TrackId(1), 4));
        return new ListenerProfile(model, history);
    }

    [Fact]
    public void Uncertainty_VectorsDrawnByTheVariances_IsTheDeviationOfTheScores()
    {
        // A thousand tracks stand where their sound is expected, but for chance of the given variances.
        Random random = new(1);
        float[] variances = [0.04f, 0.01f];
        ModelBuilder builder = new ModelBuilder().Add([0.8f, 0.5f], [1, 0], users: 50);
        for (int i = 0; i < 1_000; i++)
        {
            builder.Add([0.5f + (0.2f * random.NextGaussian()), 0.3f + (0.1f * random.NextGaussian())], [0, 1], users: 0);
        }

        ServingModel model = Model(builder, variances);
        ListenerProfile profile = Profile(model);
        float[] scores = [.. Enumerable.Range(1, 1_000).Select(row => profile.Parts(row).Blend)];
        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));

        Assert.Equal(deviation, profile.Uncertainty(1)!.Value, 0.05 * deviation);
    }

    [Fact]
    public void Uncertainty_Plays_TakeItAway()
    {
        ModelBuilder builder = new ModelBuilder()
            .Add([0.8f, 0.5f], [1, 0], users: 50).Add([0.5f, 0.5f], [1, 0], users: 0).Add([0.5f, 0.5f], [1, 0], users: 5)
            .Add([0.5f, 0.5f], [1, 0], users: 95).Add([0.5f, 0.5f], users: 0);
        ListenerProfile profile = Profile(Model(builder, 0.04f, 0.01f));

        // w = n ÷ (n + 5): 0, ½ and 0.95.
        float none = profile.Uncertainty(1)!.Value;
        Assert.Equal(none * Math.Sqrt(0.5), profile.Uncertainty(2)!.Value, 1e-5);
        Assert.Equal(none * Math.Sqrt(0.05), profile.Uncertainty(3)!.Value, 1e-5);
        Assert.Null(profile.Uncertainty(4));
        Assert.Null(Profile(builder.Build()).Uncertainty(1));
    }

    [Fact]
    public void Fault_VariancesThatDoNotFit_SaysSo() => Assert.Contains(
        "variances", Assert.Throws<ArgumentException>(() => Model(TwoTastes(4), 0.1f)).Message);

    /// <summary>400 tracks that are played, and forty that nobody has played, nearly alike.</summary>
    private static ModelBuilder WithFresh()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 440; id++)
        {
            bool fresh = id > 400;
            builder.Add(fresh ? [0.3f + (0.0001f * id), 0.05f] : [0.5f + (0.0005f * id), 0.1f], [1, 0.1f], popularity: 50, users: fresh ? 0 : 30);
        }

        return builder;
    }

    private async Task<HashSet<long>> FreshShownAsync(ServingModel model, int lists)
    {
        ServingModelHolder holder = new();
        holder.Publish(model);
        Recommender recommender = new(holder, FakeCatalogue.Of(440), Plays, Serves, new FixedClock(Now));
        Plays.Listen(1, 2, 3);
        HashSet<long> shown = [];
        for (int list = 0; list < lists; list++)
        {
            Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 20, Discovery = 1, Seed = list });
            PlaylistEntry[] fresh = [.. playlist.Entries.Where(entry => entry.Source == "fresh")];
            Assert.Equal(3, fresh.Length);
            shown.UnionWith(fresh.Select(entry => entry.Track.Id.Value));
        }

        return shown;
    }

    [Fact]
    public async Task DiscoverAsync_UncertainFreshTracks_TakeTurnsWithinTheirPlaces()
    {
        HashSet<long> certain = await FreshShownAsync(WithFresh().Build(), 15);
        HashSet<long> uncertain = await FreshShownAsync(Model(WithFresh(), 0.02f, 0.02f), 15);

        Assert.True(certain.Count <= 6, $"{certain.Count} without");
        Assert.True(uncertain.Count >= 2 * certain.Count, $"{certain.Count} without, {uncertain.Count} with");
    }

    [Fact]
    public async Task DiscoverAsync_Entries_SayHowUncertainTheyAre()
    {
        ServingModelHolder holder = new();
        holder.Publish(Model(WithFresh(), 0.02f, 0.02f));
        Recommender recommender = new(holder, FakeCatalogue.Of(440), Plays, Serves, new FixedClock(Now));
        Plays.Listen(1, 2, 3);

        Playlist playlist = await Discover(recommender, new PlaylistRequest { Count = 20, Discovery = 1 });

        float fresh = playlist.Entries.First(entry => entry.Source == "fresh").Uncertainty!.Value;
        Assert.All(playlist.Entries.Where(entry => !entry.Cold), entry => Assert.True(entry.Uncertainty < 0.5f * fresh));
    }
}
