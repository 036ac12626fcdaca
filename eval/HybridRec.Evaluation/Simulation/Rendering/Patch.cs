namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>Shape of an oscillator's cycle.</summary>
internal enum Waveform
{
    Sine,
    Triangle,
    Saw,
    Pulse,
}

/// <summary>Settings of a <see cref="Synth"/> voice. Times in seconds, frequencies in Hz.</summary>
internal sealed record Patch
{
    public Waveform Wave { get; init; } = Waveform.Saw;

    /// <summary>Share of the cycle a pulse is high.</summary>
    public double PulseWidth { get; init; } = 0.5;

    public double Attack { get; init; } = 0.005;

    /// <summary>Time constant of the fall from full level to <see cref="Sustain"/>.</summary>
    public double Decay { get; init; } = 0.2;

    /// <summary>Level held, 0 to 1.</summary>
    public double Sustain { get; init; } = 0.7;

    public double Release { get; init; } = 0.05;

    /// <summary>Low-pass cut-off at the start of a note; 0 for no filter.</summary>
    public double Cutoff { get; init; }

    /// <summary>Cut-off the filter settles at.</summary>
    public double CutoffEnd { get; init; }

    /// <summary>Time constant of the cut-off's fall.</summary>
    public double CutoffDecay { get; init; } = 0.1;

    /// <summary>Filter quality: 0.7 is flat, higher rings.</summary>
    public double Resonance { get; init; } = 0.7;

    /// <summary>Oscillators playing together.</summary>
    public int Unison { get; init; } = 1;

    /// <summary>Largest detuning among them, in cents.</summary>
    public double DetuneCents { get; init; }

    public double VibratoCents { get; init; }

    public double VibratoHz { get; init; } = 5;

    /// <summary>Pitch at the start as a multiple of the note's; it slides to 1.</summary>
    public double GlideFrom { get; init; } = 1;
}
