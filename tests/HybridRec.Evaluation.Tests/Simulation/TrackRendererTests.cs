using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class TrackRendererTests
{
    private static readonly LibraryPlan Plan = LibraryPlan.Make(new LibraryOptions { Tracks = 20, Seconds = 4 });

    [Fact]
    public void Render_SameTrack_SameSamples()
    {
        Assert.All(Plan.Tracks.Take(10), track => Assert.Equal(TrackRenderer.Render(track), TrackRenderer.Render(track)));
    }

    [Fact]
    public void Render_OtherSeed_OtherSamples()
    {
        Assert.All(Plan.Tracks.Take(10), track =>
            Assert.NotEqual(TrackRenderer.Render(track), TrackRenderer.Render(track with { Seed = track.Seed + 1 })));
    }

    [Fact]
    public void Render_EveryStyle_IsAudibleWithinRangeAndOfTheRightLength()
    {
        Assert.All(Plan.Tracks, track =>
        {
            float[] samples = TrackRenderer.Render(track);

            Assert.Equal((int)Math.Round(track.Duration.TotalSeconds * TrackRenderer.SampleRate), samples.Length);
            Assert.All(samples, sample => Assert.True(float.IsFinite(sample) && Math.Abs(sample) <= 1));
            double level = Math.Sqrt(samples.Average(sample => (double)sample * sample));
            Assert.InRange(level, 0.01, 0.2);
        });
    }
}
