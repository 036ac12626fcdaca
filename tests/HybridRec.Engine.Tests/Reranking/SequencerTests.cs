using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Tests.Reranking;

public sealed class SequencerTests
{
    [Fact]
    public void Order_PlacesOnALine_WalksAlongIt()
    {
        float[] places = [0, 0.9f, 0.3f, 0.7f, 0.1f, 0.5f, 0.8f, 0.2f, 0.6f, 0.4f];

        int[] order = Order(Distances(places));

        Assert.Equal(places.Order(), order.Select(track => places[track]));
    }

    [Fact]
    public void Order_StepsThatDifferByDirection_FindsNearlyTheCheapestOrder()
    {
        Random random = new(1);
        double sum = 0;
        for (int round = 0; round < 40; round++)
        {
            float[,] steps = RandomSteps(random, 7);

            int[] order = Order(steps);

            double cheapest = Permutations([1, 2, 3, 4, 5, 6]).Min(rest => Cost(steps, [0, .. rest]));
            Assert.Equal(Enumerable.Range(0, 7), order.Order());
            Assert.Equal(0, order[0]);
            sum += Cost(steps, order) / cheapest;
            Assert.InRange(Cost(steps, order) / cheapest, 1 - 1e-6, 1.5);
        }

        Assert.InRange(sum / 40, 1 - 1e-6, 1.05);
    }

    [Fact]
    public void Order_Thirty_IsFarCheaperThanAsGiven()
    {
        float[,] steps = RandomSteps(new Random(2), 30);

        Assert.True(Cost(steps, Order(steps)) < 0.25 * Cost(steps, [.. Enumerable.Range(0, 30)]));
    }

    [Fact]
    public void Order_Rise_GoesFromTheCalmestToTheLiveliest()
    {
        float[] energy = [5, 1, 4, 2, 3, 0];

        Assert.Equal([5, 1, 3, 4, 2, 0], Order(new float[6, 6], energy, Arc.Rise));
    }

    [Fact]
    public void Order_Wave_GoesUpAndDownAgain()
    {
        float[] energy = [.. Enumerable.Range(0, 12).Select(i => (float)i)];

        float[] wave = [.. Order(new float[12, 12], energy, Arc.Wave).Select(track => energy[track])];

        Assert.InRange(wave[0] + wave[^1], 0, 2);
        Assert.InRange(wave[5] + wave[6], 19, 21);
        Assert.Equal(wave[..6].Order(), wave[..6]);
        Assert.Equal(wave[6..].OrderDescending(), wave[6..]);
    }

    [Fact]
    public void Order_UnknownEnergy_StandsInTheMiddle() =>
        Assert.Equal([1, 0, 2], Order(new float[3, 3], [float.NaN, -50, 70], Arc.Rise));

    [Theory]
    [InlineData(Arc.Flat)]
    [InlineData(Arc.Rise)]
    [InlineData(Arc.Wave)]
    public void Order_TwoOfEachArtist_PutsNoneBesideTheOther(Arc arc)
    {
        Random random = new(3);
        for (int round = 0; round < 20; round++)
        {
            int[] artists = [.. Enumerable.Range(0, 20).Select(i => i / 2)];

            int[] order = Sequencer.Order(RandomSteps(random, 20), Energies(random, 20), artists, [], arc);

            Assert.All(order.Zip(order.Skip(1)), pair => Assert.NotEqual(artists[pair.First], artists[pair.Second]));
        }
    }

    [Theory]
    [InlineData(Arc.Flat)]
    [InlineData(Arc.Rise)]
    public void Order_CapsInAWindow_Hold(Arc arc)
    {
        Random random = new(4);
        for (int round = 0; round < 20; round++)
        {
            // Ten artists in turn: little else keeps one of each in any seven positions.
            int[] artists = [.. Enumerable.Range(0, 30).Select(i => i % 10)];
            GroupCap cap = new(artists, Most: 1, Window: 7);

            int[] order = Sequencer.Order(RandomSteps(random, 30), Energies(random, 30), artists, [cap], arc);

            Assert.Equal(Enumerable.Range(0, 30), order.Order());
            for (int start = 0; start + 7 <= 30; start++)
            {
                Assert.Equal(7, order[start..(start + 7)].Select(track => artists[track]).Distinct().Count());
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Order_HardlyAnything_IsAsGiven(int count)
    {
        foreach (Arc arc in Enum.GetValues<Arc>())
        {
            Assert.Equal(Enumerable.Range(0, count), Order(new float[count, count], new float[count], arc));
        }
    }

    [Fact]
    public void Order_LengthsDiffer_ThrowsStatingThem() => Assert.Contains(
        "steps (2, 2), energy (3)",
        Assert.Throws<ArgumentException>(() => Order(new float[2, 2], new float[3], Arc.Flat)).Message);

    private static int[] Order(float[,] steps, float[]? energy = null, Arc arc = Arc.Flat) => Sequencer.Order(
        steps, energy ?? new float[steps.GetLength(0)], [.. Enumerable.Range(0, energy?.Length ?? steps.GetLength(0))], [], arc);

    private static double Cost(float[,] steps, int[] order) =>
        order.Zip(order.Skip(1)).Sum(pair => (double)steps[pair.First, pair.Second]);

    private static float[] Energies(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];

    private static float[,] Distances(float[] places)
    {
        float[,] steps = new float[places.Length, places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            for (int j = 0; j < places.Length; j++)
            {
                steps[i, j] = Math.Abs(places[i] - places[j]);
            }
        }

        return steps;
    }

    private static float[,] RandomSteps(Random random, int count)
    {
        float[,] steps = new float[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                steps[i, j] = random.NextSingle();
            }
        }

        return steps;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (int[])[item, .. rest]));
}
