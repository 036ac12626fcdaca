using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Power spectrum of real signals by a fast Fourier transform of half the size, in double precision.</summary>
/// <remarks>
/// Double, because the log-mel of a quiet band beside a loud one is smaller than float32's rounding error of the loud one.
/// Radix-4 Stockham, self-sorting: Van Loan, "Computational Frameworks for the Fast Fourier Transform", SIAM 1992, §1.7.
/// O(n log n) time, no allocation after construction. Not thread-safe: it owns its work space.
/// </remarks>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly double[] _halfCos;
    private readonly double[] _halfSin;
    private double[] _re;
    private double[] _im;
    private double[] _nextRe;
    private double[] _nextIm;

    /// <summary>Prepares transforms of one size.</summary>
    /// <param name="size">Number of samples n, a power of two, ≥ 4.</param>
    public RealFft(int size)
    {
        if (size < 4 || !int.IsPow2(size))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size must be a power of two, 4 or more.");
        }

        Size = size;
        _half = size / 2;
        (_cos, _sin) = Circle(_half, _half);
        (_halfCos, _halfSin) = Circle(size, _half);
        _re = new double[_half];
        _im = new double[_half];
        _nextRe = new double[_half];
        _nextIm = new double[_half];
    }

    /// <summary>Number of samples n.</summary>
    public int Size { get; }

    /// <summary>Computes <c>power[k] = |Σ_t signal[t]·e^(−2πi·k·t/n)|²</c> for k = 0 … n/2.</summary>
    /// <param name="signal">Shape (n).</param>
    /// <param name="power">Output, shape (n/2 + 1).</param>
    public void PowerSpectrum(ReadOnlySpan<double> signal, Span<double> power)
    {
        if (signal.Length != Size || power.Length != _half + 1)
        {
            throw new ArgumentException(
                $"signal ({signal.Length}) and power ({power.Length}) do not fit a transform of {Size}.");
        }

        // Even samples as real part, odd ones as imaginary part: one complex transform of half the size, Z.
        Span<double> even = _re, odd = _im;
        for (int i = 0; i < even.Length && i < odd.Length; i++)
        {
            even[i] = signal[2 * i];
            odd[i] = signal[(2 * i) + 1];
        }

        Transform();

        // X_k = E_k + w·O_k with E = (Z_k + Z*_{h−k})/2, O = −i(Z_k − Z*_{h−k})/2, w = e^(−2πik/n).
        ReadOnlySpan<double> zRe = _re, zIm = _im, cos = _halfCos, sin = _halfSin;
        double first = zRe[0] + zIm[0];
        double last = zRe[0] - zIm[0];
        power[0] = first * first;
        power[_half] = last * last;
        for (int k = 1; k < _half; k++)
        {
            int mirror = _half - k;
            double evenRe = 0.5 * (zRe[k] + zRe[mirror]);
            double evenIm = 0.5 * (zIm[k] - zIm[mirror]);
            double oddRe = 0.5 * (zIm[k] + zIm[mirror]);
            double oddIm = -0.5 * (zRe[k] - zRe[mirror]);
            double re = evenRe + (cos[k] * oddRe) - (sin[k] * oddIm);
            double im = evenIm + (cos[k] * oddIm) + (sin[k] * oddRe);
            power[k] = (re * re) + (im * im);
        }
    }

    private static (double[] Cos, double[] Sin) Circle(int steps, int count)
    {
        double[] cos = new double[count];
        double[] sin = new double[count];
        for (int i = 0; i < count; i++)
        {
            (sin[i], cos[i]) = Math.SinCos(-2 * Math.PI * i / steps);
        }

        return (cos, sin);
    }

    /// <summary>
    /// Complex transform in place of <c>_re, _im</c>; each pass goes from one pair of buffers to the other.
    /// </summary>
    private void Transform()
    {
        int stride = 1;
        for (int length = _half; length >= 4; length /= 4, stride *= 4)
        {
            if (stride == 1)
            {
                FirstPass(length / 4);
            }
            else
            {
                Pass(length / 4, stride);
            }

            Swap();
        }

        if (stride < _half)
        {
            for (int q = 0; q < stride; q++)
            {
                _nextRe[q] = _re[q] + _re[q + stride];
                _nextIm[q] = _im[q] + _im[q + stride];
                _nextRe[q + stride] = _re[q] - _re[q + stride];
                _nextIm[q + stride] = _im[q] - _im[q + stride];
            }

            Swap();
        }
    }

    /// <summary>
    /// The pass of stride 1, whose butterflies lie beside each other: y_j = w^j · Σ_m (−i)^(jm) x_m for j = 0 … 3.
    /// </summary>
    private void FirstPass(int quarter)
    {
        ReadOnlySpan<double> re = _re, im = _im, cos = _cos, sin = _sin;
        Span<double> nextRe = _nextRe, nextIm = _nextIm;
        for (int p = 0; p < quarter; p++)
        {
            (double sumRe, double sumIm) = (re[p] + re[p + (2 * quarter)], im[p] + im[p + (2 * quarter)]);
            (double gapRe, double gapIm) = (re[p] - re[p + (2 * quarter)], im[p] - im[p + (2 * quarter)]);
            (double oddRe, double oddIm) = (re[p + quarter] + re[p + (3 * quarter)], im[p + quarter] + im[p + (3 * quarter)]);
            (double turnRe, double turnIm) = (im[p + (3 * quarter)] - im[p + quarter], re[p + quarter] - re[p + (3 * quarter)]);
            Span<double> toRe = nextRe.Slice(4 * p, 4);
            Span<double> toIm = nextIm.Slice(4 * p, 4);
            (toRe[0], toIm[0]) = (sumRe + oddRe, sumIm + oddIm);
            (toRe[1], toIm[1]) = Product(gapRe - turnRe, gapIm - turnIm, cos[p], sin[p]);
            (toRe[2], toIm[2]) = Product(sumRe - oddRe, sumIm - oddIm, cos[2 * p], sin[2 * p]);
            (toRe[3], toIm[3]) = Product(gapRe + turnRe, gapIm + turnIm, cos[3 * p], sin[3 * p]);
        }
    }

    /// <summary>A later pass: the same butterflies, each for as many values in a row as the stride, a multiple of 4.</summary>
    private void Pass(int quarter, int stride)
    {
        ReadOnlySpan<Vector256<double>> allRe = Vectors(_re), allIm = Vectors(_im);
        Span<Vector256<double>> allNextRe = Vectors(_nextRe), allNextIm = Vectors(_nextIm);
        int width = stride / Vector256<double>.Count;
        int step = quarter * width;
        for (int p = 0; p < quarter; p++)
        {
            int w = p * stride;
            Vector256<double> cos1 = Vector256.Create(_cos[w]), sin1 = Vector256.Create(_sin[w]);
            Vector256<double> cos2 = Vector256.Create(_cos[2 * w]), sin2 = Vector256.Create(_sin[2 * w]);
            Vector256<double> cos3 = Vector256.Create(_cos[3 * w]), sin3 = Vector256.Create(_sin[3 * w]);
            ReadOnlySpan<Vector256<double>> re = allRe[(p * width)..], im = allIm[(p * width)..];
            Span<Vector256<double>> nextRe = allNextRe[(4 * p * width)..], nextIm = allNextIm[(4 * p * width)..];
            for (int q = 0; q < width; q++)
            {
                Vector256<double> sumRe = re[q] + re[q + (2 * step)], sumIm = im[q] + im[q + (2 * step)];
                Vector256<double> gapRe = re[q] - re[q + (2 * step)], gapIm = im[q] - im[q + (2 * step)];
                Vector256<double> oddRe = re[q + step] + re[q + (3 * step)], oddIm = im[q + step] + im[q + (3 * step)];
                Vector256<double> turnRe = im[q + (3 * step)] - im[q + step], turnIm = re[q + step] - re[q + (3 * step)];
                (nextRe[q], nextIm[q]) = (sumRe + oddRe, sumIm + oddIm);
                (Vector256<double> upRe, Vector256<double> upIm) = (gapRe - turnRe, gapIm - turnIm);
                nextRe[q + width] = (upRe * cos1) - (upIm * sin1);
                nextIm[q + width] = (upRe * sin1) + (upIm * cos1);
                (upRe, upIm) = (sumRe - oddRe, sumIm - oddIm);
                nextRe[q + (2 * width)] = (upRe * cos2) - (upIm * sin2);
                nextIm[q + (2 * width)] = (upRe * sin2) + (upIm * cos2);
                (upRe, upIm) = (gapRe + turnRe, gapIm + turnIm);
                nextRe[q + (3 * width)] = (upRe * cos3) - (upIm * sin3);
                nextIm[q + (3 * width)] = (upRe * sin3) + (upIm * cos3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Re, double Im) Product(double re, double im, double cos, double sin) =>
        ((re * cos) - (im * sin), (re * sin) + (im * cos));

    private static Span<Vector256<double>> Vectors(double[] values) =>
        MemoryMarshal.Cast<double, Vector256<double>>(values.AsSpan());

    private void Swap()
    {
        (_re, _nextRe) = (_nextRe, _re);
        (_im, _nextIm) = (_nextIm, _im);
    }
}
