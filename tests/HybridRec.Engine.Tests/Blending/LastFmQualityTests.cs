using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Tests.Blending;

/// <summary>Bands on real listening (Last.fm 2K with VGGish vectors): full ranking, defaults of all options.</summary>
public sealed class LastFmQualityTests
{
    private const int Items = 1_425;
    private const int Users = 1_858;
    private const int EmbeddingSize = 128;

    [Fact]
    public void ColdTracks_RankedAmongThemselves_AreFoundBySound()
    {
        InteractionMatrix train = Read("cold_train.tsv");
        InteractionMatrix test = Read("cold_test.tsv");
        InteractionMatrix hidden = test.Transpose();
        FactorMatrix embeddings = CentredUnitEmbeddings();
        bool[] hasAudio = [.. Enumerable.Repeat(true, Items)];
        bool[] visible = [.. Enumerable.Range(0, Items).Select(item => hidden.Columns(item).IsEmpty)];
        ImplicitAlsOptions options = new();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        FactorModel factors = new ImplicitAls(options).Fit(train, default, null, cancellationToken);
        AudioMapFit fit = AudioFactorMap.Fit(factors, train, embeddings, hasAudio, new HashSet<int>(), new AudioMapOptions(), cancellationToken);
        BlendedSpace space = BlendedSpace.Build(factors, train, fit.Priors, options, new BlendOptions(), cancellationToken);

        // Random order finds 0.070, a ridge from the same vectors to another program's factors 0.261 of another fifth.
        double recall = MeanRecallAt20(space.UserFactors, space.ItemVectors, test, _ => visible);
        Assert.InRange(recall, 0.235, 0.275);
        Assert.InRange(fit.HeldOutCosine, 0.2, 0.3);
        Assert.InRange(fit.Inflation, 3, 10);
    }

    [Fact]
    public void WarmTracks_AlsOfDefaultOptions_FindsThreeTimesWhatPopularityFinds()
    {
        InteractionMatrix train = Read("train.tsv");
        InteractionMatrix valid = Read("valid.tsv");
        FactorModel factors = new ImplicitAls(new ImplicitAlsOptions())
            .Fit(train, default, null, TestContext.Current.CancellationToken);

        bool[] played = new bool[Items];
        double recall = MeanRecallAt20(factors.UserFactors, factors.ItemFactors, valid, user =>
        {
            Array.Clear(played);
            foreach (int item in train.Columns(user))
            {
                played[item] = true;
            }

            return played;
        });

        // Popularity finds 0.1315.
        Assert.InRange(recall, 0.41, 0.44);
    }

    private static double MeanRecallAt20(
        FactorMatrix users, FactorMatrix items, InteractionMatrix heldOut, Func<int, bool[]> excluded)
    {
        ScoredRow[] best = new ScoredRow[20];
        float[] scores = new float[items.Rows];
        double sum = 0;
        int evaluated = 0;
        for (int user = 0; user < Users; user++)
        {
            if (heldOut.Columns(user).IsEmpty || !users.Row(user).ContainsAnyExcept(0f))
            {
                continue;
            }

            ExactSearch.ScoreAll(users.Row(user), items, scores);
            int found = ExactSearch.TopN(scores, excluded(user), best);
            int[] list = [.. best.Take(found).Select(entry => entry.Row)];
            sum += RankingMetrics.RecallAt(list, heldOut.Columns(user).ToArray().ToHashSet(), 20);
            evaluated++;
        }

        return sum / evaluated;
    }

    private static InteractionMatrix Read(string file) => InteractionMatrix.Build(Users, Items, File
        .ReadLines(SharedData.Require("lfm2k-multimodal/" + file)).Skip(1)
        .Select(line => line.Split('\t'))
        .Select(cells => (
            int.Parse(cells[0], CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture), 1f)));

    private static FactorMatrix CentredUnitEmbeddings()
    {
        byte[] file = File.ReadAllBytes(SharedData.Require("lfm2k-multimodal/vggish.npy"));
        int start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        FactorMatrix embeddings = new(Items, EmbeddingSize);
        Buffer.BlockCopy(file, start, embeddings.Values, 0, Items * EmbeddingSize * sizeof(float));
        float[] mean = new float[EmbeddingSize];
        for (int item = 0; item < Items; item++)
        {
            TensorPrimitives.Add(mean, embeddings.Row(item), mean);
        }

        TensorPrimitives.Divide(mean, Items, mean);
        for (int item = 0; item < Items; item++)
        {
            TensorPrimitives.Subtract(embeddings.Row(item), mean, embeddings.Row(item));
            TensorPrimitives.Divide(
                embeddings.Row(item), TensorPrimitives.Norm<float>(embeddings.Row(item)), embeddings.Row(item));
        }

        return embeddings;
    }
}
