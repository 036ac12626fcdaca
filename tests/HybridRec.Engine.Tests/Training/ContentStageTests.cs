using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;

namespace HybridRec.Engine.Tests.Training;

public sealed class ContentStageTests
{
    [Fact]
    public void CentreRows_HandWorked_SubtractsTheMeanOfHeardRowsAndScalesToUnitLength()
    {
        // The mean of the two heard rows is (2, 2); what remains is ∓(1, −1)/√2. The zero row was not heard.
        FactorMatrix matrix = new([1f, 3f, 0f, 0f, 3f, 1f], 3, 2);

        ContentStage.CentreRows(matrix);

        float half = MathF.Sqrt(0.5f);
        float[] expected = [-half, half, 0f, 0f, half, -half];
        Assert.Equal(expected, matrix.Values, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void CentreRows_OneHeardRow_LeavesItZeroRatherThanNaN()
    {
        FactorMatrix matrix = new([0f, 0f, 3f, 4f], 2, 2);

        ContentStage.CentreRows(matrix);

        Assert.All(matrix.Values, value => Assert.Equal(0f, value));
    }
}
