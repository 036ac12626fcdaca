using System.Diagnostics;
using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>
/// Sums of a weighted ridge regression with intercept and several outputs, from which the fit of any ridge strength
/// follows without seeing the data again. Sums can be added and subtracted, so leaving out a fold costs nothing.
/// </summary>
/// <param name="inputs">Length d of an input e.</param>
/// <param name="outputs">Length f of an output t.</param>
/// <remarks>Sums are kept in double precision. Not thread-safe. Hoerl &amp; Kennard 1970.</remarks>
internal sealed class RidgeRegression(int inputs, int outputs)
{
    private readonly double[] _sumInput = new double[inputs];
    private readonly double[] _sumOutput = new double[outputs];
    private readonly double[] _inputProducts = new double[inputs * inputs];
    private readonly double[] _crossProducts = new double[inputs * outputs];
    private double _weight;

    /// <summary>Adds one example.</summary>
    /// <param name="input">e, shape (inputs); best roughly centred, for the sake of rounding.</param>
    /// <param name="output">t, shape (outputs).</param>
    /// <param name="weight">w &gt; 0.</param>
    public void Add(ReadOnlySpan<float> input, ReadOnlySpan<float> output, double weight)
    {
        Debug.Assert(input.Length == inputs && output.Length == outputs, "shapes");
        double[] e = new double[inputs];
        double[] t = new double[outputs];
        TensorPrimitives.ConvertChecked(input, e);
        TensorPrimitives.ConvertChecked(output, t);
        _weight += weight;
        TensorPrimitives.MultiplyAdd(e, weight, _sumInput, _sumInput);
        TensorPrimitives.MultiplyAdd(t, weight, _sumOutput, _sumOutput);
        for (int i = 0; i < inputs; i++)
        {
            Span<double> products = _inputProducts.AsSpan(i * inputs, inputs);
            TensorPrimitives.MultiplyAdd(e, weight * e[i], products, products);
            Span<double> cross = _crossProducts.AsSpan(i * outputs, outputs);
            TensorPrimitives.MultiplyAdd(t, weight * e[i], cross, cross);
        }
    }

    /// <summary>Adds (or with −1 takes away) the examples of another set of sums.</summary>
    /// <param name="other">The other sums, of the same shape.</param>
    /// <param name="sign">1 or −1.</param>
    public void Add(RidgeRegression other, int sign)
    {
        _weight += sign * other._weight;
        TensorPrimitives.MultiplyAdd(other._sumInput, sign, _sumInput, _sumInput);
        TensorPrimitives.MultiplyAdd(other._sumOutput, sign, _sumOutput, _sumOutput);
        TensorPrimitives.MultiplyAdd(other._inputProducts, sign, _inputProducts, _inputProducts);
        TensorPrimitives.MultiplyAdd(other._crossProducts, sign, _crossProducts, _crossProducts);
    }

    /// <summary>Minimises Σ w‖t − t̄ − B(e − ē)‖² + ρ v ‖B‖² with v the mean eigenvalue of Σ w (e − ē)(e − ē)ᵀ.</summary>
    /// <param name="strength">ρ &gt; 0, relative to the spread of the data.</param>
    /// <returns>The fit; constant if the inputs do not vary.</returns>
    public LinearMap Solve(double strength)
    {
        float[] inputMean = new float[inputs];
        float[] outputMean = new float[outputs];
        double weight = Math.Max(_weight, double.Epsilon);
        for (int i = 0; i < inputs; i++)
        {
            inputMean[i] = (float)(_sumInput[i] / weight);
        }

        for (int o = 0; o < outputs; o++)
        {
            outputMean[o] = (float)(_sumOutput[o] / weight);
        }

        double trace = 0;
        for (int i = 0; i < inputs; i++)
        {
            trace += Centred(i, i, weight);
        }

        float[] coefficients = new float[outputs * inputs];
        double ridge = strength * trace / inputs;
        float[] a = new float[inputs * inputs];
        for (int i = 0; i < inputs; i++)
        {
            for (int j = i; j < inputs; j++)
            {
                a[(i * inputs) + j] = (float)((Centred(i, j, weight) + (i == j ? ridge : 0)) / weight);
            }
        }

        if (trace > 0 && Cholesky.TryFactor(a, inputs, out _))
        {
            for (int o = 0; o < outputs; o++)
            {
                Span<float> column = coefficients.AsSpan(o * inputs, inputs);
                for (int i = 0; i < inputs; i++)
                {
                    double cross = _crossProducts[(i * outputs) + o] - (_sumInput[i] * _sumOutput[o] / weight);
                    column[i] = (float)(cross / weight);
                }

                Cholesky.Solve(a, inputs, column);
            }
        }

        return new LinearMap(inputMean, outputMean, coefficients);
    }

    private double Centred(int i, int j, double weight) =>
        _inputProducts[(i * inputs) + j] - (_sumInput[i] * _sumInput[j] / weight);
}
