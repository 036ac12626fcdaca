using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class TrackPathTests
{
    /// <summary>Track id lies at (id − 1) · 15°, an artist each; and one track is far from the half circle.</summary>
    private static ModelBuilder HalfCircle()
    {
        ModelBuilder builder = new(embeddingSize: 3);
        for (int id = 1; id <= 13; id++)
        {
            builder.Add(audio: [MathF.Cos((id - 1) * MathF.PI / 12), MathF.Sin((id - 1) * MathF.PI / 12), 0]);
        }

        return builder.Add(audio: [0, 0, 1]);
    }

    [Fact]
    public void Find_TracksOnAnArc_WalksAlongItInEvenSteps() =>
        Assert.Equal([0, 3, 6, 9, 12], TrackPath.Find(HalfCircle().Build(), 0, 12, between: 3, _ => false));

    [Fact]
    public void Find_NoneBetween_IsTheTwoEnds() =>
        Assert.Equal([4, 2], TrackPath.Find(HalfCircle().Build(), 4, 2, between: 0, _ => false));

    [Fact]
    public void Find_MoreThanThereAre_VisitsAllBetweenOnce() =>
        Assert.Equal([2, 3, 4, 5, 6], TrackPath.Find(HalfCircle().Build(), 2, 6, between: 50, _ => false)
            .Where(row => row is >= 2 and <= 6));

    [Fact]
    public void Find_UnwantedTracks_AreWalkedAround() =>
        Assert.DoesNotContain(6, TrackPath.Find(HalfCircle().Build(), 0, 12, between: 3, row => row == 6));

    [Fact]
    public void Find_OneArtistOnTheWay_HasNoTwoInARow()
    {
        ModelBuilder builder = HalfCircle();
        foreach (int id in (int[])[2, 3, 4, 5, 6, 7, 9, 10, 11, 12])
        {
            builder.Credit(id, "same");
        }

        int[] walk = TrackPath.Find(builder.Build(), 0, 12, between: 3, _ => false);

        Assert.Equal(5, walk.Length);
        Assert.Equal((7, 2), (walk[2], walk[1..^1].Count(row => row != 7)));
    }

    [Theory]
    [InlineData(0, false, 7, false, 1)]
    [InlineData(0, false, 9, true, 0)]
    [InlineData(0, false, 6, false, 6)]
    [InlineData(2, true, 5, false, 0)]
    [InlineData(11, false, 0, false, 5)]
    public void Fifths_TwoKeys_AreStepsOnTheCircle(int tonic, bool minor, int other, bool otherMinor, int steps) => Assert.Equal(
        steps, Transitions.Fifths(new MusicalKey(tonic, minor), new MusicalKey(other, otherMinor)));

    [Fact]
    public void Steps_MeasuredTracks_AddUpWhatDiffers()
    {
        ServingModel model = new ModelBuilder().Add(audio: [1, 0]).Add(audio: [0, 1]).Add().Build();
        SoundFeatures slow = new(60, new MusicalKey(0, false), 0.9, -10, 2, 1_000);
        SoundFeatures twice = slow with { TempoBpm = 120 };
        SoundFeatures other = new(60 * Math.Sqrt(2), new MusicalKey(6, false), 0.9, -40, 2, 1_000);

        // ½ by ear alone; twice the tempo is the same tempo; half an octave, a tritone and 30 LU are as far as it goes.
        Assert.Equal(0.5f, Transitions.Steps(model, [0, 1], [slow, twice])[0, 1], 1e-5);
        Assert.Equal(1.5f, Transitions.Steps(model, [0, 1], [slow, other])[1, 0], 1e-5);
        Assert.Equal(1f, Transitions.Steps(model, [0, 2], [slow, null])[0, 1], 1e-5);
        Assert.Equal(0.5f + 0.25f, Transitions.Steps(model, [0, 1], [slow, other with { TempoBpm = 60, LoudnessLufs = -10, KeyStrength = 0.1 }])[0, 1] + 0.125f, 1e-5);
    }

    [Fact]
    public void Energy_LouderBusierBrighter_IsMore()
    {
        SoundFeatures calm = new(60, default, 1, -20, 1, 500);

        Assert.Equal(1, Transitions.Energy(calm with { LoudnessLufs = -14 }) - Transitions.Energy(calm), 1e-4);
        Assert.Equal(1, Transitions.Energy(calm with { OnsetRate = 2 }) - Transitions.Energy(calm), 1e-4);
        Assert.Equal(1, Transitions.Energy(calm with { CentroidHz = 1_000 }) - Transitions.Energy(calm), 1e-4);
        Assert.True(Transitions.Energy(calm with { LoudnessLufs = null }) < Transitions.Energy(calm));
        Assert.True(float.IsNaN(Transitions.Energy(null)));
    }
}
