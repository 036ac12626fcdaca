namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>One track being performed: its tape, its clock and the chances that set it apart from others of its style.</summary>
internal sealed class Take
{
    /// <summary>Samples a second; mono throughout, which is what the models hear anyway.</summary>
    public const int SampleRate = 22_050;

    public Take(int seed, double seconds, double slowestBpm, double fastestBpm)
    {
        Chance = new Random(seed);
        Seconds = seconds;
        Tape = new float[(int)Math.Round(seconds * SampleRate)];
        Beat = 60 / Between(slowestBpm, fastestBpm);
        Root = Chance.Next(12);
    }

    public Random Chance { get; }

    public double Seconds { get; }

    /// <summary>Length of a beat in seconds.</summary>
    public double Beat { get; }

    /// <summary>Key, in semitones above C.</summary>
    public int Root { get; }

    public float[] Tape { get; }

    public float[] NewBus() => new float[Tape.Length];

    /// <summary>Adds a bus to the tape at a level that varies by ±3 dB between takes.</summary>
    public void Mix(float[] bus, double gain)
    {
        float level = (float)(gain * Math.Pow(10, Between(-3, 3) / 20));
        for (int i = 0; i < bus.Length; i++)
        {
            Tape[i] += level * bus[i];
        }
    }

    public double Between(double low, double high) => low + ((high - low) * Chance.NextDouble());

    public bool Maybe(double probability) => Chance.NextDouble() < probability;

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[Chance.Next(choices.Length)];

    /// <summary>Frequency of a note of the key: octave 4 has middle C.</summary>
    public double Hz(int octave, double semitonesAboveRoot) =>
        261.6256 * Math.Pow(2, octave - 4 + ((Root + semitonesAboveRoot) / 12));

    /// <summary>Semitones of a scale step; steps beyond the scale go on in the next octave, negative ones below.</summary>
    public static int Step(ReadOnlySpan<int> scale, int step)
    {
        int octave = (int)Math.Floor((double)step / scale.Length);
        return (12 * octave) + scale[step - (octave * scale.Length)];
    }

    /// <summary>A tune as scale steps: a random walk that mostly moves to a neighbour and keeps within ±range.</summary>
    public int[] Tune(int notes, int range)
    {
        int[] steps = new int[notes];
        int at = Chance.Next(-1, 3);
        for (int i = 0; i < notes; i++)
        {
            at = Math.Clamp(at + (Maybe(0.75) ? Chance.Next(-1, 2) : Chance.Next(-4, 5)), -range, range);
            steps[i] = at;
        }

        return steps;
    }
}
