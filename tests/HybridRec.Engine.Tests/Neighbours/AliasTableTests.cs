using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class AliasTableTests
{
    [Fact]
    public void Draw_ManyTimes_GivesTheShares()
    {
        double[] weights = [0, 1, 5, 0, 2, 2];
        AliasTable table = new(weights);
        Random random = new(1);
        int[] drawn = new int[weights.Length];
        for (int draw = 0; draw < 100_000; draw++)
        {
            drawn[table.Draw(random)]++;
        }

        // The deviation of a share of a half is 0.0016.
        for (int row = 0; row < weights.Length; row++)
        {
            Assert.Equal(weights[row] / 10, drawn[row] / 100_000.0, 0.01);
        }

        Assert.Equal(0, drawn[0] + drawn[3]);
    }
}
