using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Tests.Running;

public sealed class JobCatalogueTests
{
    private static readonly string[] WholeTraining =
        ["compare-recipes", "train-collaborative", "train-content", "embed-tracks", "blend-and-index", "test-and-promote"];

    [Fact]
    public void Plan_NewContentModel_LeadsToEmbeddingBlendingAndPromotion()
    {
        Assert.Equal(WholeTraining, JobCatalogue.Standard.Plan("train-content"));
        Assert.Equal(WholeTraining, JobCatalogue.Standard.Plan(JobCatalogue.Train));
    }

    [Theory]
    [InlineData("train-collaborative", "compare-recipes train-collaborative embed-tracks blend-and-index test-and-promote")]
    [InlineData("scan-library", "scan-library compare-recipes train-collaborative embed-tracks blend-and-index test-and-promote")]
    [InlineData("test-and-promote", "compare-recipes train-collaborative embed-tracks blend-and-index test-and-promote")]
    [InlineData("backup", "backup")]
    public void Plan_OtherJobs_DoWhatFollowsAndWhatThatNeeds(string job, string steps)
    {
        Assert.Equal(steps.Split(' '), JobCatalogue.Standard.Plan(job));
    }

    [Fact]
    public void Plan_UnknownJob_NamesThoseThereAre()
    {
        JobException error = Assert.Throws<JobException>(() => JobCatalogue.Standard.Plan("make-coffee"));

        Assert.Contains("train-content", error.Message);
        Assert.False(error.CanRetry);
    }

    [Fact]
    public void Standard_EveryJobComesAfterThoseItNeeds()
    {
        string[] names = [.. JobCatalogue.Standard.Jobs.Select(job => job.Name)];

        Assert.All(JobCatalogue.Standard.Jobs, job =>
        {
            Assert.All(job.Needs, need => Assert.True(Array.IndexOf(names, need) < Array.IndexOf(names, job.Name)));
            Assert.All(job.Leads, next => Assert.True(Array.IndexOf(names, next) > Array.IndexOf(names, job.Name)));
        });
    }
}
