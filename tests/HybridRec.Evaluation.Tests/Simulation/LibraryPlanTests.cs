using System.ComponentModel.DataAnnotations;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class LibraryPlanTests
{
    private static readonly LibraryPlan Plan = LibraryPlan.Make(new LibraryOptions());

    [Fact]
    public void Make_Defaults_SpreadsTwoHundredAndFortyTracksEvenlyOverTenStyles()
    {
        Assert.Equal(240, Plan.Tracks.Count);
        Assert.Equal(10, LibraryPlan.StyleCount);
        Assert.All(Plan.Tracks.CountBy(track => track.Style), style => Assert.Equal(24, style.Value));
        Assert.Equal(Enumerable.Range(0, 240), Plan.Tracks.Select(track => track.Index));
    }

    [Fact]
    public void Make_Artists_MostlyKeepToOneStyleAndSomeCross()
    {
        double own = Plan.Tracks.GroupBy(track => track.Artist)
            .Sum(artist => artist.CountBy(track => track.Style).Max(style => style.Value)) / 240.0;

        Assert.InRange(own, 0.85, 0.99);
        Assert.InRange(Plan.Tracks.Select(track => track.Artist).Distinct().Count(), 70, 80);
    }

    [Fact]
    public void Make_NamesAndPaths_AreUniqueAndRevealNoStyle()
    {
        Assert.Equal(240, Plan.Tracks.Select(track => track.Title).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(240, Plan.Tracks.Select(track => track.RelativePath).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        string[] words = [.. Enumerable.Range(0, LibraryPlan.StyleCount).SelectMany(style => LibraryPlan.StyleName(style).Split(' '))];
        Assert.All(Plan.Tracks, track => Assert.Empty(
            track.RelativePath.Split(' ', '/', '.').Intersect(words, StringComparer.OrdinalIgnoreCase)));
        Assert.Equal([".flac", ".mp3", ".ogg"], Plan.Tracks.Select(track => Path.GetExtension(track.RelativePath)).Distinct().Order());
    }

    [Fact]
    public void Make_SameSeed_SamePlan()
    {
        Assert.Equal(Plan.Tracks, LibraryPlan.Make(new LibraryOptions()).Tracks);
        Assert.NotEqual(Plan.Tracks, LibraryPlan.Make(new LibraryOptions { Seed = 2 }).Tracks);
    }

    [Fact]
    public void Make_OptionOutOfRange_Throws()
    {
        Assert.Throws<ValidationException>(() => LibraryPlan.Make(new LibraryOptions { Tracks = 5 }));
        Assert.Throws<ValidationException>(() => LibraryPlan.Make(new LibraryOptions { Seconds = double.NaN }));
    }
}
