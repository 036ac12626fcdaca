using System.Numerics;
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
        for (int i = 0; i < _half; i++)
        {
            _re[i] = signal[2 * i];
            _im[i] = signal[(2 * i) + 1];
        }

        Transform();

        // X_k = E_k + w·O_k with E = (Z_k + Z*_{h−k})/2, O = −i(Z_k − Z*_{h−k})/2, w = e^(−2πik/n).
        double first = _re[0] + _im[0];
        double last = _re[0] - _im[0];
        power[0] = first * first;
        power[_half] = last * last;
        for (int k = 1; k < _half; k++)
        {
            int mirror = _half - k;
            double evenRe = 0.5 * (_re[k] + _re[mirror]);
            double evenIm = 0.5 * (_im[k] - _im[mirror]);
            double oddRe = 0.5 * (_im[k] + _im[mirror]);
            double oddIm = -0.5 * (_re[k] - _re[mirror]);
            double re = evenRe + (_halfCos[k] * oddRe) - (_halfSin[k] * oddIm);
            double im = evenIm + (_halfCos[k] * oddIm) + (_halfSin[k] * oddRe);
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

    /// <summary>Complex transform in place of <c>_re, _im</c>; each pass goes from one pair of buffers to the other.</summary>
    private void Transform()
    {
        int stride = 1;
        for (int length = _half; length >= 4; length /= 4, stride *= 4)
        {
            for (int p = 0; p < length / 4; p++)
            {
                Butterflies(p, length / 4, stride);
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

    /// <summary>The radix-4 butterflies of one twiddle factor w: y_j = w^j · Σ_m (−i)^(jm) x_m, for j = 0 … 3.</summary>
    private void Butterflies(int p, int quarter, int stride)
    {
        int w = p * stride;
        int from = p * stride;
        int step = quarter * stride;
        int to = 4 * p * stride;
        if (stride == 1)
        {
            Complex a = new(_re[from], _im[from]);
            Complex b = new(_re[from + step], _im[from + step]);
            Complex c = new(_re[from + (2 * step)], _im[from + (2 * step)]);
            Complex d = new(_re[from + (3 * step)], _im[from + (3 * step)]);
            Complex turn = new(d.Imaginary - b.Imaginary, b.Real - d.Real);
            Store(to, a + c + (b + d));
            Store(to + 1, (a - c - turn) * new Complex(_cos[w], _sin[w]));
            Store(to + 2, (a + c - (b + d)) * new Complex(_cos[2 * w], _sin[2 * w]));
            Store(to + 3, (a - c + turn) * new Complex(_cos[3 * w], _sin[3 * w]));
            return;
        }

        // The stride is a multiple of 4 from the second pass on.
        ReadOnlySpan<Vector256<double>> re = Vectors(_re, from, (3 * step) + stride);
        ReadOnlySpan<Vector256<double>> im = Vectors(_im, from, (3 * step) + stride);
        Span<Vector256<double>> nextRe = Vectors(_nextRe, to, 4 * stride);
        Span<Vector256<double>> nextIm = Vectors(_nextIm, to, 4 * stride);
        step /= Vector256<double>.Count;
        stride /= Vector256<double>.Count;
        for (int q = 0; q < stride; q++)
        {
            Vector256<double> sumRe = re[q] + re[q + (2 * step)], sumIm = im[q] + im[q + (2 * step)];
            Vector256<double> gapRe = re[q] - re[q + (2 * step)], gapIm = im[q] - im[q + (2 * step)];
            Vector256<double> oddRe = re[q + step] + re[q + (3 * step)], oddIm = im[q + step] + im[q + (3 * step)];
            Vector256<double> turnRe = im[q + (3 * step)] - im[q + step], turnIm = re[q + step] - re[q + (3 * step)];
            nextRe[q] = sumRe + oddRe;
            nextIm[q] = sumIm + oddIm;
            Turn(gapRe - turnRe, gapIm - turnIm, w, out nextRe[q + stride], out nextIm[q + stride]);
            Turn(sumRe - oddRe, sumIm - oddIm, 2 * w, out nextRe[q + (2 * stride)], out nextIm[q + (2 * stride)]);
            Turn(gapRe + turnRe, gapIm + turnIm, 3 * w, out nextRe[q + (3 * stride)], out nextIm[q + (3 * stride)]);
        }
    }

    private static Span<Vector256<double>> Vectors(double[] values, int start, int count) =>
        MemoryMarshal.Cast<double, Vector256<double>>(values.AsSpan(start, count));

    private void Store(int index, Complex value)
    {
        _nextRe[index] = value.Real;
        _nextIm[index] = value.Imaginary;
    }

    /// <summary>Multiplies by twiddle factor number <paramref name="w"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Turn(
        Vector256<double> re, Vector256<double> im, int w, out Vector256<double> toRe, out Vector256<double> toIm)
    {
        double cos = _cos[w];
        double sin = _sin[w];
        toRe = (re * cos) - (im * sin);
        toIm = (re * sin) + (im * cos);
    }

    private void Swap()
    {
        (_re, _nextRe) = (_nextRe, _re);
        (_im, _nextIm) = (_nextIm, _im);
    }
}
