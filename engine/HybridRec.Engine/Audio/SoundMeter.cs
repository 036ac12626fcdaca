using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Audio;

/// <summary>Measures a track's sound from its spectrum, frame by frame.</summary>
/// <remarks>About a microsecond a frame; one number a frame is kept, 3.7 MB for 3 hours. Not thread-safe.</remarks>
internal sealed class SoundMeter
{
    private const double FramesPerSecond = (double)LogMelFrontEnd.SampleRate / LogMelFrontEnd.Hop;
    private const double BinHz = (double)LogMelFrontEnd.SampleRate / LogMelFrontEnd.FftSize;

    // A frame overlaps the next by three quarters: the pitch classes of every fourth are enough.
    private const int FramesPerKeyFrame = 4;
    private const float RangeDecibels = 80;

    private static readonly double[] Hertz =
        [.. Enumerable.Range(0, (LogMelFrontEnd.FftSize / 2) + 1).Select(bin => bin * BinHz)];

    private readonly List<double> _onsets = [];
    private readonly KeyMeter _key = new();
    private readonly float[] _rise = new float[LogMelFrontEnd.Bands];
    private float[] _before = new float[LogMelFrontEnd.Bands];
    private float[] _now = new float[LogMelFrontEnd.Bands];
    private float _loudest = LogMelFrontEnd.FloorDecibels;
    private double _centroids;
    private int _heard;

    /// <summary>Adds a frame.</summary>
    /// <param name="power">Shape (1,025).</param>
    /// <param name="decibels">Shape (128), dB re 1.</param>
    public void Add(ReadOnlySpan<double> power, ReadOnlySpan<float> decibels)
    {
        if (_onsets.Count % FramesPerKeyFrame == 0)
        {
            _key.Add(power);
        }

        float loudest = TensorPrimitives.Max(decibels);
        _loudest = Math.Max(_loudest, loudest);
        if (loudest > AudioAnalyser.SilentDecibels)
        {
            _centroids += TensorPrimitives.Dot(power, Hertz) / TensorPrimitives.Sum(power);
            _heard++;
        }

        // As in a picture of the track: what is 80 dB below its loudest is the floor.
        TensorPrimitives.Max(decibels, _loudest - RangeDecibels, _now);
        TensorPrimitives.Subtract<float>(_now, _before, _rise);
        TensorPrimitives.Max<float>(_rise, 0, _rise);
        _onsets.Add(_onsets.Count == 0 ? 0 : TensorPrimitives.Sum<float>(_rise) / _rise.Length);
        (_before, _now) = (_now, _before);
    }

    /// <summary>What was measured; one frame at least must have been.</summary>
    /// <param name="lufs">Loudness, measured elsewhere.</param>
    public SoundFeatures Features(double? lufs)
    {
        ReadOnlySpan<double> onsets = CollectionsMarshal.AsSpan(_onsets);
        (MusicalKey key, double strength) = _key.Best();
        return new SoundFeatures(
            Onsets.Tempo(onsets, FramesPerSecond),
            key,
            strength,
            lufs,
            Onsets.Rate(onsets, FramesPerSecond),
            _heard == 0 ? 0 : _centroids / _heard);
    }
}
