using HybridRec.Engine.Audio;

namespace HybridRec.Jobs.Tests.Imports;

/// <summary>
/// Takes a text file for audio: "artist|title" or "artist|title|lyrics" plays a tone, "silent" nothing, and anything else is bad.
/// Counts what it decodes.
/// </summary>
internal sealed class ScriptedDecoder : IAudioDecoder
{
    private readonly Lock _gate = new();

    public List<string> Decoded { get; } = [];

    public bool IsMissing { get; init; }

    public int SampleRate => 22_050;

    public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        if (IsMissing)
        {
            throw new AudioToolMissingException("ffmpeg");
        }

        lock (_gate)
        {
            Decoded.Add(Path.GetFileName(path));
        }

        string text = await File.ReadAllTextAsync(path, cancellationToken);
        string[] parts = text.Split('|');
        float[] samples = new float[2 * SampleRate];
        if (text.Contains('|', StringComparison.Ordinal))
        {
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = 0.5f * MathF.Sin(0.1f * i);
            }
        }
        else if (text != "silent")
        {
            throw new AudioDecodeException(path, "not audio");
        }

        sink(samples);
        Dictionary<string, string> tags = parts.Length >= 2 ? new() { ["artist"] = parts[0], ["title"] = parts[1] } : [];
        if (parts.Length == 3)
        {
            tags["lyrics-eng"] = parts[2];
        }

        TimeSpan length = TimeSpan.FromSeconds(2);
        return new DecodeResult(new AudioProbe(length, tags, "text", SampleRate, 1), length, null);
    }
}
