using System.Numerics.Tensors;

namespace HybridRec.Evaluation.Content;

/// <summary>Minimises a smooth convex function by limited-memory BFGS (Nocedal &amp; Wright 2006, algorithms 7.4 and 7.5).</summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 10;
    private const int MaxSteps = 500;
    private const double Tolerance = 1e-5;
    private const double SufficientDecrease = 1e-4;
    private const int MaxHalvings = 40;

    /// <summary>A function of x that gives its value and writes its gradient.</summary>
    public delegate double Objective(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Minimises in place, until no entry of the gradient exceeds 1e-5, 500 steps at most. Deterministic.</summary>
    /// <param name="x">Where to start; where the least was found.</param>
    /// <param name="objective">The function.</param>
    /// <returns>The least value found.</returns>
    public static double Minimise(double[] x, Objective objective)
    {
        double[] gradient = new double[x.Length];
        double[] next = new double[x.Length];
        double[] nextGradient = new double[x.Length];
        double[] direction = new double[x.Length];
        List<(double[] Step, double[] Change, double Product)> memory = [];
        double value = objective(x, gradient);
        for (int step = 0; step < MaxSteps && TensorPrimitives.Norm<double>(gradient) > 0; step++)
        {
            if (Math.Abs(TensorPrimitives.MaxMagnitude<double>(gradient)) <= Tolerance)
            {
                break;
            }

            Descend(direction, gradient, memory);
            double slope = TensorPrimitives.Dot<double>(direction, gradient);
            double length = memory.Count == 0 ? 1 / Math.Max(1, TensorPrimitives.Norm<double>(gradient)) : 1;
            double nextValue = double.PositiveInfinity;
            for (int halving = 0; halving < MaxHalvings; halving++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, length, x, next);
                nextValue = objective(next, nextGradient);
                if (nextValue <= value + (SufficientDecrease * length * slope))
                {
                    break;
                }
            }

            if (!(nextValue < value))
            {
                break;
            }

            Remember(memory, x, next, gradient, nextGradient);
            next.CopyTo(x, 0);
            (gradient, nextGradient) = (nextGradient, gradient);
            value = nextValue;
        }

        return value;
    }

    /// <summary>direction = −H·gradient by the two-loop recursion.</summary>
    private static void Descend(
        double[] direction, double[] gradient, List<(double[] Step, double[] Change, double Product)> memory)
    {
        TensorPrimitives.Negate(gradient, direction);
        double[] weights = new double[memory.Count];
        for (int i = memory.Count - 1; i >= 0; i--)
        {
            weights[i] = TensorPrimitives.Dot<double>(memory[i].Step, direction) / memory[i].Product;
            TensorPrimitives.MultiplyAdd(memory[i].Change, -weights[i], direction, direction);
        }

        if (memory.Count > 0)
        {
            (_, double[] change, double product) = memory[^1];
            TensorPrimitives.Multiply(direction, product / TensorPrimitives.SumOfSquares<double>(change), direction);
        }

        for (int i = 0; i < memory.Count; i++)
        {
            double back = TensorPrimitives.Dot<double>(memory[i].Change, direction) / memory[i].Product;
            TensorPrimitives.MultiplyAdd(memory[i].Step, weights[i] - back, direction, direction);
        }
    }

    private static void Remember(
        List<(double[] Step, double[] Change, double Product)> memory,
        double[] x,
        double[] next,
        double[] gradient,
        double[] nextGradient)
    {
        double[] step = new double[x.Length];
        double[] change = new double[x.Length];
        TensorPrimitives.Subtract(next, x, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double product = TensorPrimitives.Dot<double>(step, change);

        // A pair without curvature would spoil the approximation; it comes of rounding only.
        if (product > 1e-12 * TensorPrimitives.SumOfSquares<double>(change))
        {
            memory.Add((step, change, product));
            if (memory.Count > Memory)
            {
                memory.RemoveAt(0);
            }
        }
    }
}
