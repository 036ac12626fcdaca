using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(2_048)]
    public void PowerSpectrum_RandomSignal_EqualsNaiveTransform(int size)
    {
        float[] signal = RandomSignal(size);
        double[] power = new double[(size / 2) + 1];

        new RealFft(Flat(size)).PowerSpectrum(signal, power);

        for (int k = 0; k < power.Length; k++)
        {
            double re = 0;
            double im = 0;
            for (int t = 0; t < size; t++)
            {
                // The phase is reduced as a whole number, so that large k·t cost no precision.
                double phase = 2 * Math.PI * ((long)k * t % size) / size;
                re += signal[t] * Math.Cos(phase);
                im -= signal[t] * Math.Sin(phase);
            }

            Assert.Equal((re * re) + (im * im), power[k], 1e-9 * size);
        }
    }

    [Fact]
    public void PowerSpectrum_RandomSignal_KeepsItsEnergy()
    {
        // Parseval: Σ x² = (|X_0|² + 2 Σ |X_k|² + |X_{n/2}|²) / n.
        float[] signal = RandomSignal(2_048);
        double[] power = new double[1_025];

        new RealFft(Flat(2_048)).PowerSpectrum(signal, power);

        double energy = (power[0] + (2 * power[1..1_024].Sum()) + power[1_024]) / 2_048;
        Assert.Equal(signal.Sum(x => (double)x * x), energy, 1e-9);
    }

    [Fact]
    public void PowerSpectrum_Impulse_IsFlat()
    {
        float[] signal = new float[64];
        signal[5] = 2;
        double[] power = new double[33];

        new RealFft(Flat(64)).PowerSpectrum(signal, power);

        Assert.All(power, value => Assert.Equal(4, value, 1e-12));
    }

    [Fact]
    public void PowerSpectrum_SecondUse_ForgetsTheFirst()
    {
        float[] signal = RandomSignal(64);
        double[] first = new double[33];
        double[] second = new double[33];
        RealFft fft = new(Flat(64));

        fft.PowerSpectrum(signal, first);
        fft.PowerSpectrum(new float[64], second);
        Assert.All(second, value => Assert.Equal(0, value));
        fft.PowerSpectrum(signal, second);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(100)]
    public void Constructor_SizeNotAPowerOfTwo_Throws(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(new double[size]));

    [Fact]
    public void PowerSpectrum_WrongShape_NamesTheShapes()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new RealFft(Flat(64)).PowerSpectrum(new float[64], new double[32]));

        Assert.Contains("(32)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(1_024)]
    [InlineData(2_048)]
    [InlineData(8_192)]
    public void PowerSpectrum_ScalarTwin_GivesTheSameBits(int size)
    {
        float[] signal = RandomSignal(size);
        double[] window = [.. RandomSignal(size + 1)[..size].Select(x => (double)x)];
        double[] wide = new double[(size / 2) + 1];
        double[] scalar = new double[(size / 2) + 1];

        new RealFft(window).PowerSpectrum(signal, wide);
        new RealFft(window, wide: false).PowerSpectrum(signal, scalar);

        Assert.Equal(scalar, wide);
    }

    [Fact]
    public void PowerSpectrum_Window_MultipliesTheSamples()
    {
        float[] signal = RandomSignal(512);
        double[] window = [.. Enumerable.Range(0, 512).Select(i => i / 512.0)];
        float[] windowed = [.. signal.Select((x, i) => (float)(x * window[i]))];
        double[] expected = new double[257];
        double[] power = new double[257];

        new RealFft(Flat(512)).PowerSpectrum(windowed, expected);
        new RealFft(window).PowerSpectrum(signal, power);

        Assert.All(expected.Zip(power), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static double[] Flat(int size) => [.. Enumerable.Repeat(1.0, size)];

    private static float[] RandomSignal(int size)
    {
        Random random = new(size);
        return [.. Enumerable.Range(0, size).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
