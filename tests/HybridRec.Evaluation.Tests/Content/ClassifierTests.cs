using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class ClassifierTests
{
    [Fact]
    public void Minimise_Quadratic_FindsItsLeast()
    {
        // f(x) = ½·(x₀² + 10·x₁² + 100·x₂²) − x₀ − x₁ − x₂, least at (1, 1/10, 1/100).
        double[] x = new double[3];
        double[] curvature = [1, 10, 100];

        double value = LimitedMemoryBfgs.Minimise(x, (at, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < 3; i++)
            {
                gradient[i] = (curvature[i] * at[i]) - 1;
                sum += (0.5 * curvature[i] * at[i] * at[i]) - at[i];
            }

            return sum;
        });

        Assert.Equal(1, x[0], 1e-4);
        Assert.Equal(0.1, x[1], 1e-5);
        Assert.Equal(0.01, x[2], 1e-6);
        Assert.Equal(-0.555, value, 1e-6);
    }

    [Fact]
    public void Fit_SeparableClips_TellsThemApart()
    {
        FactorMatrix x = Pictures.Matrix([0, 0], [0, 1], [9, 0], [9, 1], [0, 9], [1, 9]);

        LogisticRegression model = LogisticRegression.Fit(x, [0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 2, 2], 3, 0.01);

        Assert.Equal(0, model.Predict([1f, 0f]));
        Assert.Equal(1, model.Predict([8f, 2f]));
        Assert.Equal(2, model.Predict([2f, 8f]));
    }

    [Fact]
    public void Fit_FeatureThatNeverChanges_GivesTheMostFrequentLabel()
    {
        FactorMatrix x = Pictures.Matrix([5], [5], [5]);

        LogisticRegression model = LogisticRegression.Fit(x, [0, 1, 2], [1, 0, 1], 2, 0.1);

        Assert.Equal(1, model.Predict([-100f]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Fit_TwoPoints_SolvesTheEquationOfItsOptimum(double penalty)
    {
        // Standardised ±1, labels 0 and 1: by symmetry the boundary lies in the middle whatever the penalty.
        FactorMatrix x = Pictures.Matrix([2], [4]);

        LogisticRegression model = LogisticRegression.Fit(x, [0, 1], [0, 1], 2, penalty);

        Assert.Equal(0, model.Predict([2.99f]));
        Assert.Equal(1, model.Predict([3.01f]));
    }

    [Fact]
    public void Fit_LearnsFromTheRowsGivenOnly()
    {
        FactorMatrix x = Pictures.Matrix([0], [1], [0], [1]);

        LogisticRegression model = LogisticRegression.Fit(x, [0, 1], [0, 1, 1, 0], 2, 0.01);

        Assert.Equal(0, model.Predict(x.Row(2)));
        Assert.Equal(1, model.Predict(x.Row(3)));
    }

    [Fact]
    public void Precision_HandWorked()
    {
        // Mean of the gallery is (0, 0). Nearest to (1, 0): rows 0, 1, then 2 and 3 are behind.
        FactorMatrix x = Pictures.Matrix([1, 0.1f], [1, -0.1f], [-1, 0.1f], [-1, -0.1f], [1, 0]);
        LabelRetrieval retrieval = new(x, [0, 1, 2, 3]);
        int[] labels = [7, 8, 7, 8, 7];

        // All four are among the ten nearest; two of the label, two hits.
        Assert.Equal(1.0, retrieval.Precision(x.Row(4), 7, labels, _ => true));
        Assert.Equal(1.0, retrieval.Precision(x.Row(4), 7, labels, row => row != 0));
        Assert.True(double.IsNaN(retrieval.Precision(x.Row(4), 7, labels, row => labels[row] != 7)));
        Assert.Contains(retrieval.Nearest(x.Row(4)), (int[])[0, 1]);
    }

    [Fact]
    public void Precision_MoreThanTenOfALabel_DividesByTen()
    {
        // 12 clips of the label; of the ten nearest, six are of it.
        float[][] rows = [.. Enumerable.Range(0, 18).Select(i => (float[])[MathF.Cos(0.1f * i), MathF.Sin(0.1f * i)])];
        int[] labels = [.. Enumerable.Range(0, 18).Select(i => i is < 6 or >= 12 ? 1 : 0)];
        FactorMatrix x = Pictures.Matrix([.. rows, .. rows.Select(row => (float[])[-row[0], -row[1]])]);
        int[] all = [.. labels, .. Enumerable.Repeat(2, 18)];

        // The mirrored half makes the mean zero and is behind every query.
        LabelRetrieval retrieval = new(x, [.. Enumerable.Range(0, 36)]);

        Assert.Equal(0.6, retrieval.Precision(x.Row(0), 1, all, _ => true), 1e-9);
    }
}
