using HybridRec.Engine.Reranking;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class OnboardingListTests
{
    private static IReadOnlyList<int> Pick(
        ServingModel model, int count, double discovery = 0.5, Func<int, bool>? excluded = null) =>
        OnboardingList.Pick(
            model,
            [.. Enumerable.Range(0, model.Tracks.Count).Select(excluded ?? (_ => false))],
            count,
            discovery,
            [new GroupCap(model.Artists.ToArray(), Most: 2, Window: 30)]);

    /// <summary>Three styles by ear, of 60, 30 and 10 tracks, two tracks an artist; every tenth track was played.</summary>
    private static ServingModel ThreeStyles()
    {
        ModelBuilder builder = new(embeddingSize: 3);
        for (int row = 0; row < 100; row++)
        {
            int style = row < 60 ? 0 : row < 90 ? 1 : 2;
            float[] sound = [0.01f * row, 0.01f * (row % 7), 0.1f];
            sound[style] += 3;
            builder.Add(
                audio: sound,
                artist: $"artist {row / 2}",
                collection: $"style {style}",
                users: row % 10 == 0 ? 100 - row : 0,
                popularity: row % 10 == 0 ? 95 - row : 0);
        }

        return builder.Build();
    }

    [Fact]
    public void Pick_ThreeStyles_ShowsEachEarly()
    {
        IReadOnlyList<int> rows = Pick(ThreeStyles(), 10, discovery: 1);

        Assert.Equal(3, rows.Take(4).Select(row => row < 60 ? 0 : row < 90 ? 1 : 2).Distinct().Count());
        Assert.Equal(10, rows.Distinct().Count());
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 1)]
    public void Pick_Dial_SetsTheShareOfFavourites(double discovery, int favourites)
    {
        IReadOnlyList<int> rows = Pick(ThreeStyles(), 10, discovery);

        // The favourites come from the top of the charts: rows 0, 10, 20, 30.
        Assert.Equal(favourites, rows.Count(row => row % 10 == 0 && row <= 10 * (favourites - 1)));
    }

    [Fact]
    public void Pick_MoreThanTheArtistsAllow_KeepsTwoPerArtistInEvery30Positions()
    {
        ModelBuilder builder = new();
        for (int row = 0; row < 90; row++)
        {
            builder.Add(audio: [row, 1], artist: $"artist {row % 18}");
        }

        IReadOnlyList<int> rows = Pick(builder.Build(), 90);

        Assert.True(rows.Count >= 36);
        for (int start = 0; start + 30 <= rows.Count; start++)
        {
            Assert.All(rows.Skip(start).Take(30).CountBy(row => row % 18), pair => Assert.InRange(pair.Value, 1, 2));
        }
    }

    [Fact]
    public void Pick_ExcludedRows_AreLeftOut() =>
        Assert.All(Pick(ThreeStyles(), 50, excluded: row => row % 2 == 0), row => Assert.Equal(1, row % 2));

    [Fact]
    public void Pick_UnknownArtists_AreNotOneArtist()
    {
        ModelBuilder builder = new();
        for (int row = 0; row < 6; row++)
        {
            builder.Add(audio: [row, 1], artist: "unknown artist");
        }

        Assert.Equal(6, Pick(builder.Build(), 6).Count);
    }
}
