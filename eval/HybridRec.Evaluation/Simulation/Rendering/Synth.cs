namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>A subtractive synthesizer: oscillators, a low-pass filter with its own envelope, an amplitude envelope.</summary>
internal static class Synth
{
    // Pitch and filter move slowly: setting them once per block saves two powers and a tangent a sample.
    private const int Block = 32;
    private const double Rate = Take.SampleRate;

    /// <summary>Adds one note to a bus; what lies beyond its end is cut off.</summary>
    public static void Play(
        Span<float> bus, double at, double seconds, double hz, double gain, Patch patch, Random chance)
    {
        int first = (int)(at * Rate);
        int held = (int)(seconds * Rate);
        int length = Math.Min(held + (int)(patch.Release * Rate), bus.Length - first);
        if (length <= 0 || hz > 0.45 * Rate)
        {
            return;
        }

        Span<double> phases = stackalloc double[patch.Unison];
        Span<double> ratios = stackalloc double[patch.Unison];
        Span<double> block = stackalloc double[Block];
        for (int voice = 0; voice < patch.Unison; voice++)
        {
            phases[voice] = chance.NextDouble();
            double spread = patch.Unison == 1 ? 0 : (2.0 * voice / (patch.Unison - 1)) - 1;
            ratios[voice] = Math.Pow(2, spread * patch.DetuneCents / 1200);
        }

        LowPass filter = default;
        double level = 0;
        double attackStep = 1 / Math.Max(1, patch.Attack * Rate);
        double decayShare = 1 - Math.Exp(-1 / (patch.Decay * Rate));
        double releaseStep = 1 / Math.Max(1, patch.Release * Rate);
        double release = 1;
        bool attacking = true;
        double scale = gain / Math.Sqrt(patch.Unison);

        for (int start = 0; start < length; start += Block)
        {
            double t = start / Rate;
            double cents = patch.VibratoCents * Math.Sin(2 * Math.PI * patch.VibratoHz * t);
            double glide = 1 + ((patch.GlideFrom - 1) * Math.Exp(-t / 0.08));
            double step = hz * glide * Math.Pow(2, cents / 1200) / Rate;
            if (patch.Cutoff > 0)
            {
                double fall = Math.Exp(-t / patch.CutoffDecay);
                filter.Tune(patch.CutoffEnd + ((patch.Cutoff - patch.CutoffEnd) * fall), patch.Resonance);
            }

            Span<double> wave = block[..Math.Min(Block, length - start)];
            wave.Clear();
            for (int voice = 0; voice < phases.Length; voice++)
            {
                phases[voice] = Oscillate(wave, patch, phases[voice], step * ratios[voice]);
            }

            if (patch.Cutoff > 0)
            {
                filter.Run(wave);
            }

            Span<float> target = bus.Slice(first + start, wave.Length);
            for (int n = 0; n < wave.Length; n++)
            {
                if (attacking)
                {
                    level += attackStep;
                    attacking = level < 1;
                }
                else
                {
                    level += (patch.Sustain - level) * decayShare;
                }

                if (start + n >= held)
                {
                    release = Math.Max(0, release - releaseStep);
                }

                target[n] += (float)(scale * level * release * wave[n]);
            }
        }
    }

    /// <summary>Adds a stretch of one oscillator and gives the phase it ends at.</summary>
    private static double Oscillate(Span<double> wave, Patch patch, double phase, double step)
    {
        switch (patch.Wave)
        {
            case Waveform.Sine:
                foreach (ref double sample in wave)
                {
                    sample += Math.Sin(2 * Math.PI * phase);
                    phase += step;
                }

                return phase - Math.Floor(phase);
            case Waveform.Triangle:
                foreach (ref double sample in wave)
                {
                    sample += (4 * Math.Abs(phase - 0.5)) - 1;
                    phase = Wrap(phase + step);
                }

                return phase;
            case Waveform.Saw:
                double perStep = 1 / step;
                foreach (ref double sample in wave)
                {
                    sample += Saw(phase, step, perStep);
                    phase = Wrap(phase + step);
                }

                return phase;
            default:
                double perPulseStep = 1 / step;
                double offset = (2 * patch.PulseWidth) - 1;
                foreach (ref double sample in wave)
                {
                    double other = Wrap(phase + patch.PulseWidth);
                    sample += Saw(phase, step, perPulseStep) - Saw(other, step, perPulseStep) + offset;
                    phase = Wrap(phase + step);
                }

                return phase;
        }
    }

    private static double Wrap(double phase) => phase >= 1 ? phase - 1 : phase;

    // A polynomial rounds the jump off over two samples (PolyBLEP), so that high notes do not alias.
    private static double Saw(double phase, double step, double perStep)
    {
        double value = (2 * phase) - 1;
        if (phase < step)
        {
            double x = phase * perStep;
            return value - (x + x - (x * x) - 1);
        }

        if (phase > 1 - step)
        {
            double x = (phase - 1) * perStep;
            return value - ((x * x) + x + x + 1);
        }

        return value;
    }

    // A state-variable filter by trapezoidal integration: stays stable while its cut-off moves.
    private struct LowPass
    {
        private double _a1;
        private double _a2;
        private double _a3;
        private double _low;
        private double _band;

        public void Tune(double cutoff, double resonance)
        {
            double g = Math.Tan(Math.PI * Math.Clamp(cutoff, 20, 0.45 * Rate) / Rate);
            double k = 1 / resonance;
            _a1 = 1 / (1 + (g * (g + k)));
            _a2 = g * _a1;
            _a3 = g * _a2;
        }

        public void Run(Span<double> signal)
        {
            double low = _low;
            double band = _band;
            foreach (ref double sample in signal)
            {
                double v3 = sample - low;
                double v1 = (_a1 * band) + (_a2 * v3);
                double v2 = low + (_a2 * band) + (_a3 * v3);
                band = (2 * v1) - band;
                low = (2 * v2) - low;
                sample = v2;
            }

            _low = low;
            _band = band;
        }
    }
}
