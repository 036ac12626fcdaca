using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class ClipSplitterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Split_NoArtistIsOnBothSides(int folds)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            IReadOnlyList<Clip> clips = Pictures.Set(60, artists: 5).Clips;

            ClipSplit split = ClipSplitter.Split(clips, new SplitPlan(folds, 0.25, seed));

            Assert.Empty(split.Notes);
            Assert.Equal(Math.Max(1, folds), split.Folds.Count);
            foreach (ClipFold fold in split.Folds)
            {
                Assert.Empty(Artists(clips, fold.Train).Intersect(Artists(clips, fold.Test)));
                Assert.Equal(3, fold.Test.Select(clip => clips[clip].Label).Distinct().Count());
                Assert.Equal(60, fold.Train.Count + fold.Test.Count);
            }

            if (folds > 0)
            {
                Assert.Equal(Enumerable.Range(0, 60), split.Folds.SelectMany(fold => fold.Test).Order());
            }
        }
    }

    [Fact]
    public void Split_SameSeed_SameFolds()
    {
        IReadOnlyList<Clip> clips = Pictures.Set(40, artists: 0).Clips;

        int[] first = [.. ClipSplitter.Split(clips, SplitPlan.HoldOut(3)).Folds[0].Test];
        int[] again = [.. ClipSplitter.Split(clips, SplitPlan.HoldOut(3)).Folds[0].Test];
        int[] other = [.. ClipSplitter.Split(clips, SplitPlan.HoldOut(4)).Folds[0].Test];

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Length, 8, 12);
    }

    [Fact]
    public void Split_LabelWithOneArtist_IsDividedByClipAndSaysSo()
    {
        Clip[] clips =
        [
            .. Enumerable.Range(0, 8).Select(_ => Pictures.Clip("a", "only")),
            .. Enumerable.Range(0, 8).Select(i => Pictures.Clip("b", $"artist {i}")),
        ];

        ClipSplit split = ClipSplitter.Split(clips, SplitPlan.HoldOut(1));

        Assert.Contains("1 labels have a single artist", Assert.Single(split.Notes), StringComparison.Ordinal);
        Assert.Equal(2, split.Folds[0].Test.Count(clip => clips[clip].Label == "a"));
    }

    [Fact]
    public void Split_LabelWithOneClip_IsLeftOutAndSaysSo()
    {
        Clip[] clips = [Pictures.Clip("a"), Pictures.Clip("a"), Pictures.Clip("b"), Pictures.Clip("b"), Pictures.Clip("lonely")];

        ClipSplit split = ClipSplitter.Split(clips, SplitPlan.HoldOut(1));

        Assert.Contains("lonely", Assert.Single(split.Notes), StringComparison.Ordinal);
        Assert.DoesNotContain(4, split.Folds[0].Train.Concat(split.Folds[0].Test));
        Assert.Equal(2, split.Folds[0].Test.Count);
    }

    [Fact]
    public void Split_OneArtistWithMostClips_IsLearnedFrom()
    {
        Clip[] clips =
        [
            .. Enumerable.Range(0, 9).Select(_ => Pictures.Clip("a", "many")), Pictures.Clip("a", "few"),
            Pictures.Clip("b"), Pictures.Clip("b"),
        ];

        ClipFold fold = ClipSplitter.Split(clips, SplitPlan.HoldOut(1)).Folds[0];

        Assert.Contains(9, fold.Test);
        Assert.Contains(0, fold.Train);
    }

    [Fact]
    public void Split_FewerThanTwoLabels_Throws()
    {
        Clip[] clips = [Pictures.Clip("a"), Pictures.Clip("a"), Pictures.Clip("b")];

        ContentDataException error =
            Assert.Throws<ContentDataException>(() => ClipSplitter.Split(clips, SplitPlan.HoldOut(1)));
        Assert.Contains("1 of 2 labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HeldOutLabelThatIsNotLearned_IsCountedAndLeftOut()
    {
        Clip[] clips = [Pictures.Clip("a"), Pictures.Clip("b"), Pictures.Clip("a"), Pictures.Clip("c")];

        ClipSplit split = ClipSplitter.Check(clips, new ClipFold([0, 1], [2, 3]));

        Assert.Equal([2], split.Folds[0].Test);
        Assert.Contains("1 held-out clips", Assert.Single(split.Notes), StringComparison.Ordinal);
        Assert.Throws<ContentDataException>(() => ClipSplitter.Check(clips, new ClipFold([0, 1], [3])));
        Assert.Throws<ContentDataException>(() => ClipSplitter.Check(clips, new ClipFold([0], [2])));
    }

    private static string[] Artists(IReadOnlyList<Clip> clips, IEnumerable<int> of) =>
        [.. of.Select(clip => clips[clip].Artist).Distinct()];
}
