using System.Numerics.Tensors;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Blending;

public sealed class AudioFactorMapTests
{
    private const int Users = 40;
    private const int Items = 200;
    private const int Rank = 6;
    private const int EmbeddingSize = 10;

    private static readonly ModelVersion Version = new("test");

    [Fact]
    public void Fit_DirectionIsALinearFunctionOfSound_IsLearnedAndCarriesOverToColdTracks()
    {
        World world = new(noise: 0f);

        AudioMapFit fit = world.Fit();

        Assert.True(fit.HeldOutCosine > 0.95, fit.Summary);
        Assert.Equal(160, fit.Tracks);

        // A unit vector is not quite linear in what it points at, so the odd track is a little off.
        float[] cosines = [.. Enumerable.Range(160, 40).Select(item =>
            TensorPrimitives.CosineSimilarity<float>(fit.Priors!.Means.Row(item), world.Truth.Row(item)))];
        Assert.InRange(cosines.Average(), 0.97f, 1f);
        Assert.InRange(cosines.Min(), 0.8f, 1f);
    }

    [Fact]
    public void Fit_AnyTrack_GetsTheMedianNormOfTheLessPlayedHalf()
    {
        // Listeners are 3 to 34, five tracks each; the norm of a track is its listeners ÷ 10. The median track has 19,
        // and the median of those with 3 to 19 has 11.
        World world = new(noise: 0f);

        AudioMapFit fit = world.Fit();

        Assert.All(
            Enumerable.Range(0, Items),
            item => Assert.Equal(1.1f, TensorPrimitives.Norm<float>(fit.Priors!.Means.Row(item)), 1e-4f));
    }

    [Fact]
    public void Fit_NoisyFactors_LowersThePrecisionByAsMuch()
    {
        float[] quiet = new World(noise: 0.05f).Fit().Priors!.Precision;
        float[] loud = new World(noise: 0.2f).Fit().Priors!.Precision;

        // Variance of about noise² · 1.1², more for what the map misses and less for what unit length removes.
        Assert.InRange(1 / quiet.Average() / (0.05 * 0.05 * 1.21), 0.4, 2.5);
        Assert.InRange(1 / loud.Average() / (0.2 * 0.2 * 1.21), 0.4, 2.5);
    }

    [Fact]
    public void Fit_SoundHasNothingToDoWithListening_GivesNoMap()
    {
        World world = new(noise: 0f, unrelated: true);

        AudioMapFit fit = world.Fit();

        Assert.Null(fit.Priors);
        Assert.Contains("no better than chance", fit.Summary);
    }

    [Fact]
    public void Fit_EmbeddingsThatLearnedFactorsByHeart_AreJudgedByTheTracksTheyDidNotLearn()
    {
        // Of four tracks in five the embedding is the truth and their listening follows it; of the others it is noise.
        World world = new(noise: 0f);
        int[] unseen = [.. Enumerable.Range(0, 160).Where(item => item % 5 == 0)];
        int[] seen = [.. Enumerable.Range(0, 160).Except(unseen)];
        Random random = new(9);
        foreach (int item in unseen)
        {
            Dense.Random(random, EmbeddingSize).CopyTo(world.Embeddings.Row(item));
        }

        AudioMapFit flattered = world.Fit();
        AudioMapFit judged = world.Fit(null, seen);

        Assert.True(flattered.HeldOutCosine > 0.4, flattered.Summary);
        Assert.Null(judged.Priors);
        Assert.Contains("no better than chance", judged.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SomeTracksUnseen_MeasuresThemAndLearnsFromAll()
    {
        World world = new(noise: 0.1f);

        AudioMapFit fit = world.Fit(null, Enumerable.Range(0, 120));

        Assert.Equal(160, fit.Tracks);
        Assert.Contains("40 tracks), learned from 160 tracks", fit.Summary, StringComparison.Ordinal);
        Assert.Equal(fit.Priors!.Precision.Average(), world.Fit().Priors!.Precision.Average(), 0.4 * fit.Priors.Precision.Average());
    }

    [Fact]
    public void Fit_NearlyAllSeen_GivesNoMapAndSaysWhy() =>
        Assert.Contains(
            "all but 2 of 160 well-played tracks",
            new World(noise: 0f).Fit(null, Enumerable.Range(0, 158)).Summary,
            StringComparison.Ordinal);

    [Fact]
    public void Fit_TooFewTracksOrUsers_GivesNoMapAndSaysWhy()
    {
        World world = new(noise: 0f);

        AudioMapFit fewTracks = world.Fit(new AudioMapOptions { MinimumTracks = 161 });
        AudioMapFit fewUsers = world.Fit(new AudioMapOptions { MinimumUsers = 41 });

        Assert.Null(fewTracks.Priors);
        Assert.Contains("160 tracks with audio and 3 or more listeners (161 needed)", fewTracks.Summary);
        Assert.Null(fewUsers.Priors);
        Assert.Contains("40 listeners (41 needed)", fewUsers.Summary);
        Assert.True(double.IsNaN(fewUsers.HeldOutCosine));
    }

    [Fact]
    public void Fit_TracksWithoutAudio_GetNoPriorAndTeachNothing()
    {
        World world = new(noise: 0f);
        for (int item = 0; item < Items; item += 4)
        {
            world.HasAudio[item] = false;
            world.Embeddings.Row(item).Fill(float.NaN);
        }

        AudioMapFit fit = world.Fit();

        Assert.Equal(120, fit.Tracks);
        Assert.Equal(world.HasAudio, fit.Priors!.HasPrior);
        Assert.All(fit.Priors.Means.Row(4).ToArray(), value => Assert.Equal(0f, value));
        Assert.All(fit.Priors.Means.Values, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(Version, fit.Priors.Means.Version);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBits()
    {
        World world = new(noise: 0.1f);

        AudioMapFit first = world.Fit();
        AudioMapFit second = world.Fit();

        Assert.Equal(first.Priors!.Means.Values, second.Priors!.Means.Values);
        Assert.Equal(first.Priors.Precision, second.Priors.Precision);
        Assert.Equal(first.HeldOutCosine, second.HeldOutCosine);
    }

    [Fact]
    public void Fit_ShapeMismatch_ThrowsNamingTheShapes()
    {
        World world = new(noise: 0f) { HasAudio = new bool[3] };

        Assert.Contains("(200, 6)", Assert.Throws<ArgumentException>(() => world.Fit()).Message);
    }

    [Fact]
    public void Fit_OptionOutOfRange_ThrowsNamingItAndItsValue() => Assert.Contains(
        "Folds must be between 2 and 100. It is 1.",
        Assert.Throws<ArgumentException>(() => new World(noise: 0f).Fit(new AudioMapOptions { Folds = 1 })).Message);

    /// <summary>160 played and 40 cold tracks whose direction is a linear function of their embedding, plus noise.</summary>
    private sealed class World
    {
        private readonly FactorModel _factors;
        private readonly InteractionMatrix _plays;

        public World(float noise, bool unrelated = false)
        {
            Random random = new(11);
            float[] map = Dense.Random(random, Rank * EmbeddingSize);
            Embeddings = new FactorMatrix(Items, EmbeddingSize);
            Truth = new FactorMatrix(Items, Rank);
            FactorMatrix y = new(Items, Rank, Version);
            List<(int, int, float)> plays = [];
            for (int item = 0; item < Items; item++)
            {
                float[] embedding = Dense.Random(random, EmbeddingSize);
                TensorPrimitives.Divide(embedding, TensorPrimitives.Norm<float>(embedding), Embeddings.Row(item));
                for (int d = 0; d < Rank; d++)
                {
                    Truth.Row(item)[d] = (d == 0 ? 2f : 0f)
                        + TensorPrimitives.Dot<float>(map.AsSpan(d * EmbeddingSize, EmbeddingSize), Embeddings.Row(item));
                }

                if (item < 160)
                {
                    int listeners = 3 + (item % 32);
                    plays.AddRange(Enumerable.Range(0, listeners).Select(user => (user, item, 1f)));
                    float[] direction = unrelated ? Dense.Random(random, Rank) : Truth.Row(item).ToArray();
                    TensorPrimitives.Divide(direction, TensorPrimitives.Norm<float>(direction), direction);
                    for (int d = 0; d < Rank; d++)
                    {
                        direction[d] += noise * Gaussian(random);
                    }

                    TensorPrimitives.Multiply(
                        direction, listeners / 10f / TensorPrimitives.Norm<float>(direction), y.Row(item));
                }
            }

            // All 40 users have a play; item 31 has 34 listeners already, so 6 more change its norm's rank in nothing.
            plays.AddRange(Enumerable.Range(0, Users).Select(user => (user, 31, 1f)));
            _plays = InteractionMatrix.Build(Users, Items, plays);
            _factors = new FactorModel(new FactorMatrix(Users, Rank, Version), y);
        }

        public FactorMatrix Embeddings { get; }

        public FactorMatrix Truth { get; }

        public bool[] HasAudio { get; init; } = [.. Enumerable.Repeat(true, Items)];

        public AudioMapFit Fit(AudioMapOptions? options = null, params IEnumerable<int> seen) => AudioFactorMap.Fit(
            _factors, _plays, Embeddings, HasAudio, seen.ToHashSet(), options ?? new AudioMapOptions(), TestContext.Current.CancellationToken);

        private static float Gaussian(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble()));
    }
}
