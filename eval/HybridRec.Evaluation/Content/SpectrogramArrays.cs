using System.Security.Cryptography;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Where spectrogram arrays and their labels are.</summary>
/// <param name="Train">Array of the clips learned from, or of all clips where <paramref name="Test"/> is null.</param>
/// <param name="TrainLabels">Their labels, a row a clip.</param>
/// <param name="Test">Array of the held-out clips, or null.</param>
/// <param name="TestLabels">Their labels; null exactly where <paramref name="Test"/> is.</param>
/// <param name="LabelColumn">Column of the label; null to find it.</param>
/// <param name="FramesPerSecond">Frames a second of the arrays.</param>
public sealed record ArraySource(
    string Train, string TrainLabels, string? Test, string? TestLabels, string? LabelColumn, double FramesPerSecond);

/// <summary>Reads log-mel spectrograms from <c>.npy</c> arrays of shape (clips, bands, frames).</summary>
/// <remarks>
/// uint8 is taken as it is: 0..255 for 80 dB below the clip's loudest cell up to it, which is also the engine's own scale
/// (<see cref="Spectrogram"/>), so that the network's normalisation fits without change. float32 and float64 are decibels
/// of any reference, and are put on that scale clip by clip. Other types are refused.
/// </remarks>
public static class SpectrogramArrays
{
    private const float RangeDecibels = 80f;
    private const int FewestFrames = 8;

    /// <summary>Reads one array, or the two of a given split.</summary>
    /// <exception cref="NpyFormatException">An array can't be read.</exception>
    /// <exception cref="ContentDataException">An array is not of three axes, or does not fit its labels or the other array.</exception>
    public static ClipSet Read(ArraySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        List<Clip> clips = [.. ReadPart(source.Train, source.TrainLabels, source)];
        List<string> files = [source.Train, source.TrainLabels];
        ClipFold? fold = null;
        if (source is { Test: { } test, TestLabels: { } labels })
        {
            int trained = clips.Count;
            clips.AddRange(ReadPart(test, labels, source));
            files.AddRange([test, labels]);
            fold = new ClipFold(
                [.. Enumerable.Range(0, trained)], [.. Enumerable.Range(trained, clips.Count - trained)]);
            int bands = clips[trained].Excerpts[0].Bands;
            if (bands != clips[0].Excerpts[0].Bands)
            {
                throw new ContentDataException(
                    $"{source.Train} has {clips[0].Excerpts[0].Bands} bands, {test} has {bands}.");
            }
        }

        string where = fold is null ? source.Train : $"{source.Train} (to learn from) and {source.Test} (held out)";
        return new ClipSet(
            clips, fold, source.FramesPerSecond, $"Spectrogram arrays {where}", HashOf(files), []);
    }

    private static IEnumerable<Clip> ReadPart(string path, string labels, ArraySource source)
    {
        NpyArray array = NpyFile.Read(path);
        if (array.Shape is not [int count, int bands, int frames])
        {
            throw new ContentDataException(
                $"{path} has the shape ({string.Join(", ", array.Shape)}); (clips, bands, frames) is needed.");
        }

        if (count == 0 || bands == 0 || frames < FewestFrames)
        {
            throw new ContentDataException(
                $"{path} has the shape ({string.Join(", ", array.Shape)}): no clips, no bands or less than {FewestFrames} frames.");
        }

        IReadOnlyList<ClipRow> rows = ClipTable.Read(labels, source.LabelColumn);
        if (rows.Count != count)
        {
            throw new ContentDataException($"{path} holds {count} clips, {labels} has {rows.Count} rows; they must be as many.");
        }

        bool quantised = array.ElementType == typeof(byte);
        if (!quantised && array.ElementType != typeof(float) && array.ElementType != typeof(double))
        {
            throw new ContentDataException(
                $"{path} holds {array.ElementType.Name} values; uint8 (80 dB as 0..255) or float (decibels) is needed.");
        }

        float[] decibels = quantised ? [] : array.ToFloats();
        int cells = bands * frames;
        for (int clip = 0; clip < count; clip++)
        {
            Spectrogram picture = new(bands, frames, quantised
                ? ((byte[])array.Values).AsSpan(clip * cells, cells).ToArray()
                : Quantise(decibels.AsSpan(clip * cells, cells), path, clip));
            yield return new Clip(
                rows[clip].Name, rows[clip].Label, rows[clip].Artist, [picture],
                SoundMeasures.Of([picture], source.FramesPerSecond));
        }
    }

    private static byte[] Quantise(ReadOnlySpan<float> decibels, string path, int clip)
    {
        float loudest = float.NegativeInfinity;
        foreach (float value in decibels)
        {
            if (!float.IsFinite(value))
            {
                throw new ContentDataException($"{path}: clip {clip} (from 0) holds a value that is not a finite number.");
            }

            loudest = Math.Max(loudest, value);
        }

        byte[] cells = new byte[decibels.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            float share = 1f - ((loudest - decibels[i]) / RangeDecibels);
            cells[i] = (byte)MathF.Round(255f * Math.Max(0f, share));
        }

        return cells;
    }

    private static string HashOf(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
