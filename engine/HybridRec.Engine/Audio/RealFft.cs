using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Power spectrum of real, windowed signals by a fast Fourier transform of half the size, in double precision.</summary>
/// <remarks>
/// Double, because the log-mel of a quiet band beside a loud one is smaller than float32's rounding error of the loud one.
/// Radix-4 Stockham, self-sorting: Van Loan, "Computational Frameworks for the Fast Fourier Transform", SIAM 1992, §1.7.
/// O(n log n) time, no allocation after construction. Every vector width gives the same bits. Not thread-safe: it owns its
/// work space.
/// </remarks>
internal sealed class RealFft
{
    private static readonly Vector512<int> EvenThenOdd =
        Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);

    private readonly int _half;
    private readonly bool _wide;
    private readonly double[] _evenWindow;
    private readonly double[] _oddWindow;
    private readonly (double[] Re, double[] Im) _circle;
    private readonly (double[] Re, double[] Im) _halfCircle;
    private readonly (double[] Re, double[] Im)[] _firstTurns;
    private (double[] Re, double[] Im) _values;
    private (double[] Re, double[] Im) _next;

    /// <summary>Prepares transforms of one size.</summary>
    /// <param name="window">Factors of the samples, shape (n); n is a power of two, ≥ 4.</param>
    /// <param name="wide">Whether to compute with the widest vectors there are; false for the scalar twin.</param>
    public RealFft(ReadOnlySpan<double> window, bool wide = true)
    {
        if (window.Length < 4 || !int.IsPow2(window.Length))
        {
            throw new ArgumentOutOfRangeException(
                nameof(window), window.Length, "The size must be a power of two, 4 or more.");
        }

        Size = window.Length;
        _half = Size / 2;
        _wide = wide && FftPass.IsWide && _half >= 64;
        _evenWindow = new double[_half];
        _oddWindow = new double[_half];
        for (int i = 0; i < _half; i++)
        {
            (_evenWindow[i], _oddWindow[i]) = (window[2 * i], window[(2 * i) + 1]);
        }

        _circle = Circle(_half, _half, 1);
        _halfCircle = Circle(Size, _half, 1);
        int quarter = _half / 4;
        _firstTurns = [Circle(_half, quarter, 1), Circle(_half, quarter, 2), Circle(_half, quarter, 3)];
        _values = (new double[_half], new double[_half]);
        _next = (new double[_half], new double[_half]);
    }

    /// <summary>Number of samples n.</summary>
    public int Size { get; }

    /// <summary>Computes <c>power[k] = |Σ_t window[t]·signal[t]·e^(−2πi·k·t/n)|²</c> for k = 0 … n/2.</summary>
    /// <param name="signal">Shape (n).</param>
    /// <param name="power">Output, shape (n/2 + 1).</param>
    public void PowerSpectrum(ReadOnlySpan<float> signal, Span<double> power)
    {
        if (signal.Length != Size || power.Length != _half + 1)
        {
            throw new ArgumentException(
                $"signal ({signal.Length}) and power ({power.Length}) do not fit a transform of {Size}.");
        }

        Load(signal);
        Transform();
        Unpack(power);
    }

    private static (double[] Re, double[] Im) Circle(int steps, int count, int turn)
    {
        double[] cos = new double[count];
        double[] sin = new double[count];
        for (int i = 0; i < count; i++)
        {
            (sin[i], cos[i]) = Math.SinCos(-2 * Math.PI * (i * turn) / steps);
        }

        return (cos, sin);
    }

    /// <summary>Even samples as real part, odd ones as imaginary part: one complex transform of half the size, Z.</summary>
    private void Load(ReadOnlySpan<float> signal)
    {
        (double[] even, double[] odd) = _values;
        int i = 0;
        if (_wide)
        {
            ref float samples = ref MemoryMarshal.GetReference(signal);
            for (; i <= _half - 8; i += 8)
            {
                Vector512<float> sorted = Vector512.Shuffle(Vector512.LoadUnsafe(ref samples, (nuint)(2 * i)), EvenThenOdd);
                (Vector512<double> evenSamples, Vector512<double> oddSamples) = Vector512.Widen(sorted);
                (evenSamples * Vector512.LoadUnsafe(ref _evenWindow[0], (nuint)i)).StoreUnsafe(ref even[0], (nuint)i);
                (oddSamples * Vector512.LoadUnsafe(ref _oddWindow[0], (nuint)i)).StoreUnsafe(ref odd[0], (nuint)i);
            }
        }

        for (; i < _half; i++)
        {
            even[i] = signal[2 * i] * _evenWindow[i];
            odd[i] = signal[(2 * i) + 1] * _oddWindow[i];
        }
    }

    /// <summary>Complex transform in place of the values; each pass goes from one pair of buffers to the other.</summary>
    private void Transform()
    {
        int stride = 1;
        for (int length = _half; length >= 4; length /= 4, stride *= 4)
        {
            Pass(length / 4, stride);
            (_values, _next) = (_next, _values);
        }

        if (stride < _half)
        {
            for (int q = 0; q < stride; q++)
            {
                _next.Re[q] = _values.Re[q] + _values.Re[q + stride];
                _next.Im[q] = _values.Im[q] + _values.Im[q + stride];
                _next.Re[q + stride] = _values.Re[q] - _values.Re[q + stride];
                _next.Im[q + stride] = _values.Im[q] - _values.Im[q + stride];
            }

            (_values, _next) = (_next, _values);
        }
    }

    private void Pass(int quarter, int stride)
    {
        if (_wide && stride == 1)
        {
            FftPass.First(_values, _next, _firstTurns, quarter);
        }
        else if (_wide && stride >= Lanes8.Count)
        {
            FftPass.Run<Lanes8>(_values, _next, _circle, quarter, stride);
        }
        else if (stride >= Lanes4.Count && Vector256.IsHardwareAccelerated)
        {
            FftPass.Run<Lanes4>(_values, _next, _circle, quarter, stride);
        }
        else
        {
            FftPass.Run<Lanes1>(_values, _next, _circle, quarter, stride);
        }
    }

    /// <summary>
    /// X_k = E_k + w·O_k and X_{h−k} = (E_k − w·O_k)* with E = (Z_k + Z*_{h−k})/2, O = −i(Z_k − Z*_{h−k})/2, w = e^(−2πik/n).
    /// </summary>
    private void Unpack(Span<double> power)
    {
        (double[] re, double[] im) = _values;
        (double[] cos, double[] sin) = _halfCircle;
        power[0] = (re[0] + im[0]) * (re[0] + im[0]);
        power[_half] = (re[0] - im[0]) * (re[0] - im[0]);
        int k = 1;
        if (_wide)
        {
            ref double target = ref MemoryMarshal.GetReference(power);
            Vector512<double> half = Vector512.Create(0.5);
            for (; k + 7 < _half - k - 7; k += 8)
            {
                int mirror = _half - k - 7;
                Vector512<double> zRe = Vector512.LoadUnsafe(ref re[0], (nuint)k), zIm = Vector512.LoadUnsafe(ref im[0], (nuint)k);
                Vector512<double> mRe = Reverse(Vector512.LoadUnsafe(ref re[0], (nuint)mirror)), mIm = Reverse(Vector512.LoadUnsafe(ref im[0], (nuint)mirror));
                Vector512<double> evenRe = half * (zRe + mRe), evenIm = half * (zIm - mIm);
                Vector512<double> oddRe = half * (zIm + mIm), oddIm = half * (mRe - zRe);
                Vector512<double> c = Vector512.LoadUnsafe(ref cos[0], (nuint)k), s = Vector512.LoadUnsafe(ref sin[0], (nuint)k);
                Vector512<double> turnedRe = (c * oddRe) - (s * oddIm), turnedIm = (c * oddIm) + (s * oddRe);
                Square(evenRe + turnedRe, evenIm + turnedIm).StoreUnsafe(ref target, (nuint)k);
                Reverse(Square(evenRe - turnedRe, evenIm - turnedIm)).StoreUnsafe(ref target, (nuint)mirror);
            }
        }

        for (; k <= _half - k; k++)
        {
            int mirror = _half - k;
            double evenRe = 0.5 * (re[k] + re[mirror]), evenIm = 0.5 * (im[k] - im[mirror]);
            double oddRe = 0.5 * (im[k] + im[mirror]), oddIm = 0.5 * (re[mirror] - re[k]);
            double turnedRe = (cos[k] * oddRe) - (sin[k] * oddIm), turnedIm = (cos[k] * oddIm) + (sin[k] * oddRe);
            power[k] = ((evenRe + turnedRe) * (evenRe + turnedRe)) + ((evenIm + turnedIm) * (evenIm + turnedIm));
            power[mirror] = ((evenRe - turnedRe) * (evenRe - turnedRe)) + ((evenIm - turnedIm) * (evenIm - turnedIm));
        }
    }

    private static Vector512<double> Square(Vector512<double> re, Vector512<double> im) => (re * re) + (im * im);

    private static Vector512<double> Reverse(Vector512<double> values) =>
        Vector512.Shuffle(values, Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0));
}
