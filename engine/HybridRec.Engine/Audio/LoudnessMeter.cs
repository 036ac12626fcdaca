using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Integrated loudness of a stream of samples by EBU R128.</summary>
/// <remarks>
/// ITU-R BS.1770-4: K-weighting (a shelf of +4 dB above 1.7 kHz, then a high-pass at 38 Hz, both designed anew for the sample
/// rate), mean square in blocks of 400 ms every 100 ms, blocks below −70 LUFS and then those 10 LU below the mean of the rest
/// left out. What lies above 11,025 Hz is not heard, and more than two channels are measured as their stereo downmix.
/// About 10 cycles a sample. Block loudness is kept in steps of 0.01 LU, 130 KB whatever the length. Not thread-safe.
/// </remarks>
public sealed class LoudnessMeter
{
    private const double AbsoluteGate = -70;
    private const double RelativeGate = -10;
    private const double TopLufs = 20;
    private const double StepsPerLu = 100;
    private const int HopsPerBlock = 4;
    private const int Hop = LogMelFrontEnd.SampleRate / 10;

    private static readonly (double B0, double B1, double B2, double A1, double A2) Shelf = ShelfFor(LogMelFrontEnd.SampleRate);
    private static readonly (double A1, double A2) HighPass = HighPassFor(LogMelFrontEnd.SampleRate);

    private readonly int _channels;
    private readonly double[] _hops = new double[HopsPerBlock];
    private readonly int[] _blocks = new int[(int)((TopLufs - AbsoluteGate) * StepsPerLu)];
    private readonly double[] _power = new double[(int)((TopLufs - AbsoluteGate) * StepsPerLu)];
    private Vector128<double> _shelf1, _shelf2, _high1, _high2, _energy;
    private int _samples;
    private int _hopCount;

    /// <summary>Starts an empty stream at 22,050 Hz.</summary>
    /// <param name="channels">1, or 2 in turn.</param>
    public LoudnessMeter(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        _channels = channels;
    }

    /// <summary>Loudness of all so far in LUFS; null where no block of 400 ms reaches −70 LUFS.</summary>
    public double? Lufs
    {
        get
        {
            (double power, long blocks) = Above(0);
            if (blocks == 0)
            {
                return null;
            }

            (power, blocks) = Above(StepOf(LufsOf(power / blocks) + RelativeGate));
            return LufsOf(power / blocks);
        }
    }

    /// <summary>Adds samples.</summary>
    /// <param name="samples">The next samples of all channels; a tenth of a second with NaN or infinity counts as silence.</param>
    public void Push(ReadOnlySpan<float> samples)
    {
        for (int at = 0; at < samples.Length;)
        {
            int taken = Math.Min(samples.Length - at, (Hop - _samples) * _channels);
            Weigh(samples.Slice(at, taken));
            at += taken;
            _samples += taken / _channels;
            if (_samples == Hop)
            {
                EndHop();
            }
        }
    }

    private static double LufsOf(double power) => -0.691 + (10 * Math.Log10(power));

    private static int StepOf(double lufs) => (int)Math.Clamp((lufs - AbsoluteGate) * StepsPerLu, 0, ((TopLufs - AbsoluteGate) * StepsPerLu) - 1);

    private (double Power, long Blocks) Above(int step)
    {
        double power = 0;
        long blocks = 0;
        for (int i = step; i < _blocks.Length; i++)
        {
            power += _power[i];
            blocks += _blocks[i];
        }

        return (power, blocks);
    }

    /// <summary>Both filters in the transposed second direct form, left and right beside each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(ReadOnlySpan<float> samples)
    {
        Vector128<double> b0 = Vector128.Create(Shelf.B0), b1 = Vector128.Create(Shelf.B1), b2 = Vector128.Create(Shelf.B2);
        Vector128<double> a1 = Vector128.Create(-Shelf.A1), a2 = Vector128.Create(-Shelf.A2);
        Vector128<double> h1 = Vector128.Create(-HighPass.A1), h2 = Vector128.Create(-HighPass.A2);
        Vector128<double> s1 = _shelf1, s2 = _shelf2, t1 = _high1, t2 = _high2, energy = _energy;
        bool stereo = _channels == 2;
        int step = _channels;
        for (int i = 0; i <= samples.Length - step; i += step)
        {
            Vector128<double> x = Vector128.Create((double)samples[i], stereo ? samples[i + 1] : 0);
            Vector128<double> y = Vector128.MultiplyAddEstimate(b0, x, s1);
            s1 = Vector128.MultiplyAddEstimate(b1, x, Vector128.MultiplyAddEstimate(a1, y, s2));
            s2 = Vector128.MultiplyAddEstimate(b2, x, a2 * y);

            // 1 − 2z⁻¹ + z⁻² above the line.
            Vector128<double> z = y + t1;
            t1 = Vector128.MultiplyAddEstimate(h1, z, t2 - (y + y));
            t2 = Vector128.MultiplyAddEstimate(h2, z, y);
            energy = Vector128.MultiplyAddEstimate(z, z, energy);
        }

        (_shelf1, _shelf2, _high1, _high2, _energy) = (s1, s2, t1, t2, energy);
    }

    private void EndHop()
    {
        double energy = Vector128.Sum(_energy);
        if (!double.IsFinite(energy) || energy < 1e-30)
        {
            // Also keeps what is left in the filters after a sound from becoming subnormal, which is slow.
            (_shelf1, _shelf2, _high1, _high2) = (default, default, default, default);
            energy = 0;
        }

        _hops[_hopCount++ % HopsPerBlock] = energy / Hop;
        (_energy, _samples) = (default, 0);
        if (_hopCount < HopsPerBlock)
        {
            return;
        }

        double power = (_hops[0] + _hops[1] + _hops[2] + _hops[3]) / HopsPerBlock;
        double lufs = LufsOf(power);
        if (lufs > AbsoluteGate)
        {
            _blocks[StepOf(lufs)]++;
            _power[StepOf(lufs)] += power;
        }
    }

    // The analogue prototypes behind the coefficients that BS.1770 tabulates for 48 kHz, by bilinear transform.
    private static (double B0, double B1, double B2, double A1, double A2) ShelfFor(double rate)
    {
        const double Hz = 1681.974450955533, Quality = 0.7071752369554196, Decibels = 3.999843853973347;
        double k = Math.Tan(Math.PI * Hz / rate);
        double high = Math.Pow(10, Decibels / 20), band = Math.Pow(high, 0.4996667741545416);
        double a0 = 1 + (k / Quality) + (k * k);
        return (
            (high + (band * k / Quality) + (k * k)) / a0,
            2 * ((k * k) - high) / a0,
            (high - (band * k / Quality) + (k * k)) / a0,
            2 * ((k * k) - 1) / a0,
            (1 - (k / Quality) + (k * k)) / a0);
    }

    private static (double A1, double A2) HighPassFor(double rate)
    {
        const double Hz = 38.13547087602444, Quality = 0.5003270373238773;
        double k = Math.Tan(Math.PI * Hz / rate);
        double a0 = 1 + (k / Quality) + (k * k);
        return (2 * ((k * k) - 1) / a0, (1 - (k / Quality) + (k * k)) / a0);
    }
}
