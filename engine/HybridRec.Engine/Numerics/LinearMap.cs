using System.Numerics.Tensors;

namespace HybridRec.Engine.Numerics;

/// <summary>t = t̄ + B(e − ē), as fitted by <see cref="RidgeRegression"/>. Immutable and thread-safe.</summary>
/// <param name="InputMean">ē, shape (inputs).</param>
/// <param name="OutputMean">t̄, shape (outputs).</param>
/// <param name="Coefficients">B, shape (outputs · inputs), row-major.</param>
internal sealed record LinearMap(float[] InputMean, float[] OutputMean, float[] Coefficients)
{
    /// <summary>Predicts t.</summary>
    /// <param name="input">e, shape (inputs).</param>
    /// <param name="output">Output t, shape (outputs).</param>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        float[] centred = new float[InputMean.Length];
        TensorPrimitives.Subtract(input, InputMean, centred);
        for (int o = 0; o < output.Length; o++)
        {
            output[o] = OutputMean[o]
                + TensorPrimitives.Dot(Coefficients.AsSpan(o * centred.Length, centred.Length), centred);
        }
    }
}
