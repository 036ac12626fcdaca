using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class ContentQualityTests
{
    [Fact]
    public void Train_ContrastiveOnly_UnseenTracksOfOneStyleFindEachOther()
    {
        // Recordings differ in tilt by more than styles differ in anything, and by far more than the equaliser of the augmentation.
        ContentExample[] training = [.. SyntheticMusic.Styles(96, seed: 11, tilts: 120f).Select(t => SyntheticMusic.Example(t.Excerpt))];
        (Spectrogram Excerpt, int Style)[] unseen = SyntheticMusic.Styles(72, seed: 12, tilts: 120f);

        double trained = PrecisionAt5(Train(SyntheticMusic.SmallOptions, training), unseen);
        double untrained = PrecisionAt5(Train(Untrained, training), unseen);

        // Chance is 11 of 71, 0.155; random 3 × 3 filters hear much of these coarse styles already.
        Assert.InRange(trained, 0.95, 1.0);
        Assert.InRange(untrained, 0.15, trained - 0.25);
    }

    [Fact]
    public void Train_WithItemFactors_PredictsTheDirectionOfUnheardTracks()
    {
        // Listeners care for the pulse alone, though the place of the energy is easier to hear.
        (ContentExample[] training, _) = Factored(96, seed: 13, withTargets: true);
        (ContentExample[] unheard, float[][] truth) = Factored(48, seed: 14, withTargets: false);
        float[][] known = [.. training.Select(example => example.TargetFactors!)];

        double trained = Prediction(Train(SyntheticMusic.SmallOptions, training));
        double unguided = Prediction(Train(
            SyntheticMusic.SmallOptions, [.. training.Select(example => SyntheticMusic.Example(example.Excerpts[0]))]));
        double untrained = Prediction(Train(Untrained, training));

        // Chance is 0. Contrast alone hears the place above all, random filters a little of everything.
        Assert.InRange(trained, 0.95, 1.0);
        Assert.InRange(unguided, 0.3, trained - 0.2);
        Assert.InRange(untrained, 0.3, trained - 0.12);

        double Prediction(IContentNetwork network)
        {
            float[][] gallery = [.. training.Select(example => SyntheticMusic.Embed(network, example.Excerpts))];
            double sum = 0;
            for (int i = 0; i < unheard.Length; i++)
            {
                float[] query = SyntheticMusic.Embed(network, unheard[i].Excerpts);
                float[] predicted = new float[3];
                foreach (int neighbour in Nearest(query, gallery, 5, except: -1))
                {
                    TensorPrimitives.Add(predicted, Unit(known[neighbour]), predicted);
                }

                sum += TensorPrimitives.CosineSimilarity<float>(predicted, truth[i]);
            }

            return sum / unheard.Length;
        }
    }

    [Fact]
    public void Train_WithTagsOfHalfTheTracks_HearsWhatTheTagsSay()
    {
        // The pulse has a name; the place of the energy, which is easier to hear, has none.
        (Spectrogram Excerpt, int Style)[] training = Pulses(96, seed: 15);
        (Spectrogram Excerpt, int Style)[] unseen = Pulses(60, seed: 16);

        double tagged = PrecisionAt5(
            Train(SyntheticMusic.SmallOptions, [.. training.Select((track, i) => SyntheticMusic.Example(track.Excerpt) with
            {
                Tags = i % 2 == 0 ? [$"pulse {track.Style}", "all have this"] : null,
            })]),
            unseen);
        double untagged = PrecisionAt5(Train(SyntheticMusic.SmallOptions, [.. training.Select(t => SyntheticMusic.Example(t.Excerpt))]), unseen);

        // Chance is a third.
        Assert.InRange(tagged, 0.95, 1.0);
        Assert.InRange(untagged, 0.3, tagged - 0.15);
    }

    /// <summary>Three pulses, near one another, anywhere on the scale.</summary>
    private static (Spectrogram Excerpt, int Style)[] Pulses(int count, int seed)
    {
        Random random = new(seed);
        float[] periods = [6f, 7.5f, 9.5f];
        return [.. Enumerable.Range(0, count).Select(i => (SyntheticMusic.Excerpt(6f + (20f * random.NextSingle()), periods[i % 3], random), i % 3))];
    }

    private static ContentOptions Untrained => new()
    {
        CropFrames = SyntheticMusic.SmallOptions.CropFrames,
        Channels = SyntheticMusic.SmallOptions.Channels,
        Members = 1,
        FrameStep = 1,
        EmbeddingSize = SyntheticMusic.SmallOptions.EmbeddingSize,
        MinSteps = 1,
        Seed = SyntheticMusic.SmallOptions.Seed,
        MaxSteps = 1,
        LearningRate = 1e-7f,
    };

    private static (ContentExample[] Examples, float[][] Factors) Factored(int count, int seed, bool withTargets)
    {
        Random random = new(seed);
        ContentExample[] examples = new ContentExample[count];
        float[][] factors = new float[count][];
        for (int i = 0; i < count; i++)
        {
            float centre = 6f + (20f * random.NextSingle());
            float speed = random.NextSingle();
            (float sin, float cos) = MathF.SinCos(1.5f * MathF.PI * speed);
            float length = 0.1f + (5f * random.NextSingle());
            factors[i] = [length * cos, length * sin, length * 0.2f];
            Spectrogram excerpt = SyntheticMusic.Excerpt(centre, 4f * MathF.Pow(5f, speed), random);
            examples[i] = new ContentExample([excerpt], withTargets ? factors[i] : null, withTargets ? 1f : 0f);
        }

        return (examples, factors);
    }

    private static IContentNetwork Train(ContentOptions options, ContentExample[] examples) =>
        new ManagedContentNetworkFactory(options).Train(
            examples, default, null, TestContext.Current.CancellationToken);

    private static double PrecisionAt5(IContentNetwork network, (Spectrogram Excerpt, int Style)[] tracks)
    {
        float[][] embeddings = [.. tracks.Select(track => SyntheticMusic.Embed(network, [track.Excerpt]))];
        double hits = 0;
        for (int i = 0; i < tracks.Length; i++)
        {
            hits += Nearest(embeddings[i], embeddings, 5, except: i).Count(j => tracks[j].Style == tracks[i].Style);
        }

        return hits / (5.0 * tracks.Length);
    }

    private static IEnumerable<int> Nearest(float[] query, float[][] gallery, int count, int except) =>
        Enumerable.Range(0, gallery.Length)
            .Where(j => j != except)
            .OrderByDescending(j => TensorPrimitives.Dot<float>(query, gallery[j]))
            .Take(count);

    private static float[] Unit(float[] vector)
    {
        float[] unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), unit);
        return unit;
    }
}
