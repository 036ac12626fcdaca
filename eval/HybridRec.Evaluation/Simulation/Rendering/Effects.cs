using System.Numerics.Tensors;

namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>What is done to a whole bus, in place.</summary>
internal static class Effects
{
    /// <summary>Overdrive: a soft clip after gain.</summary>
    public static void Drive(Span<float> bus, double gain)
    {
        TensorPrimitives.Multiply(bus, (float)gain, bus);
        TensorPrimitives.Tanh(bus, bus);
    }

    /// <summary>Quantises to a few levels, as early game consoles did.</summary>
    public static void Crush(Span<float> bus, int levels)
    {
        foreach (ref float sample in bus)
        {
            sample = MathF.Round(sample * levels) / levels;
        }
    }

    /// <summary>Level that swings; depth 0 to 1.</summary>
    public static void Tremolo(Span<float> bus, double hz, double depth)
    {
        const int Block = 64;
        for (int start = 0; start < bus.Length; start += Block)
        {
            double swing = 0.5 - (0.5 * Math.Cos(2 * Math.PI * hz * start / Take.SampleRate));
            Span<float> stretch = bus[start..Math.Min(start + Block, bus.Length)];
            TensorPrimitives.Multiply(stretch, (float)(1 - (depth * swing)), stretch);
        }
    }

    /// <summary>Ducks a bus after every beat, as if a loud bass drum pushed it aside.</summary>
    public static void Pump(Span<float> bus, double beat, double depth)
    {
        double fall = Math.Exp(-1 / (0.09 * Take.SampleRate));
        int period = (int)(beat * Take.SampleRate);
        double ducked = 0;
        for (int n = 0; n < bus.Length; n++)
        {
            ducked = n % period == 0 ? depth : ducked * fall;
            bus[n] *= (float)(1 - ducked);
        }
    }

    /// <summary>A room: four comb filters side by side, two all-passes in a row (Schroeder 1962).</summary>
    /// <param name="bus">The signal.</param>
    /// <param name="wet">Level of the room beside the dry signal, 0 to 1.</param>
    /// <param name="seconds">Time until the room has fallen by 60 dB.</param>
    public static void Room(Span<float> bus, double wet, double seconds)
    {
        float[] dry = bus.ToArray();
        float[] room = new float[bus.Length];
        foreach (int delay in (ReadOnlySpan<int>)[653, 819, 907, 1_021])
        {
            float back = (float)Math.Pow(10, -3.0 * delay / (seconds * Take.SampleRate));
            float[] line = new float[delay];
            float soft = 0;
            for (int n = 0, place = 0; n < dry.Length; n++)
            {
                float output = line[place];
                soft += 0.6f * (output - soft);
                line[place] = dry[n] + (back * soft);
                room[n] += 0.25f * output;
                place = place + 1 == delay ? 0 : place + 1;
            }
        }

        foreach (int delay in (ReadOnlySpan<int>)[110, 37])
        {
            float[] line = new float[delay];
            for (int n = 0, place = 0; n < room.Length; n++)
            {
                float output = line[place] - (0.7f * room[n]);
                line[place] = room[n] + (0.7f * output);
                room[n] = output;
                place = place + 1 == delay ? 0 : place + 1;
            }
        }

        for (int n = 0; n < bus.Length; n++)
        {
            bus[n] = dry[n] + (float)(wet * room[n]);
        }
    }
}
