using HybridRec.Engine.Factorization;
using HybridRec.Engine.Serving;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Tuning;

namespace HybridRec.Evaluation.Tests.Lineup;

public sealed class ModelSettingsTests
{
    [Fact]
    public void Apply_SetsWhatIsNamedAndLeavesTheRest()
    {
        ModelSettings settings = ModelSettings.Default
            .With("als.rank", "128").With("als.frequency-exponent", "0.25").With("als.scaling", "linear");

        ImplicitAlsOptions options = settings.Apply("als", new ImplicitAlsOptions { Iterations = 7 });

        Assert.Equal(128, options.Rank);
        Assert.Equal(0.25f, options.FrequencyExponent);
        Assert.Equal(ConfidenceScaling.Linear, options.Scaling);
        Assert.Equal(7, options.Iterations);
        Assert.Empty(ModelSettings.Default.Values);
    }

    [Theory]
    [InlineData("als.ranks", "8", "There is no option als.ranks; there are rank, alpha")]
    [InlineData("bpr.rank", "8", "There is no option \"bpr.rank\"")]
    [InlineData("als", "8", "There is no option \"als\"")]
    [InlineData("als.rank", "many", "Option als.rank must be a value of type Int32, not \"many\"")]
    [InlineData("als.rank", "99999999999", "Option als.rank must be a value of type Int32")]
    [InlineData("als.rank", "0", "must be between 1 and 1024")]
    [InlineData("als.scaling", "cubic", "must be one of Linear, Logarithmic")]
    public void With_WrongOption_SaysWhatIsRight(string name, string value, string message)
    {
        EvaluationException problem = Assert.Throws<EvaluationException>(() => ModelSettings.Default.With(name, value));

        Assert.Contains(message, problem.Message);
    }

    [Fact]
    public void Apply_OptionThatIsLearnedUnlessSet_IsSet()
    {
        ModelSettings settings = ModelSettings.Default.With("recommender.audio-weight", "0.25");

        Assert.Equal(0.25, settings.Apply("recommender", new RecommenderOptions()).AudioWeight);
        Assert.DoesNotContain("recommender.audio-weight", ModelSettings.Describe("recommender", new RecommenderOptions()).ToDictionary());
    }

    [Fact]
    public void Describe_ListsEveryOptionAsItCouldBeSet()
    {
        ModelSettings settings = ModelSettings.Default.With(ModelSettings.Describe("als", new ImplicitAlsOptions()));

        Assert.Equal("64", settings.Values["als.rank"]);
        Assert.Equal("Logarithmic", settings.Values["als.scaling"]);
    }

    [Fact]
    public void StandardSpace_NamesOptionsThatExist() => Assert.All(
        SearchSpace.Standard.Options, option => Assert.Contains('.', option));
}
