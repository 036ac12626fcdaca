using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>
/// Keeps each member on disk as soon as it is trained, so that an interrupted training goes on with the next one. A member
/// depends on options, examples and its number alone, so that a training that was interrupted ends with the same bits.
/// </summary>
internal sealed class MemberCheckpoints
{
    private const string WeightsTensor = "weights";
    private const string Pattern = "member-*.safetensors";

    private readonly string? _folder;
    private readonly string _key;

    private MemberCheckpoints(string? folder, string key)
    {
        _folder = folder;
        _key = key;
    }

    /// <summary>Opens the folder for one training; what another training left there is deleted.</summary>
    /// <param name="folder">The folder, made where it is missing; null keeps nothing.</param>
    /// <param name="options">Options of the training.</param>
    /// <param name="examples">What it learns from.</param>
    public static MemberCheckpoints Open(string? folder, ContentOptions options, IReadOnlyList<ContentExample> examples)
    {
        if (folder is null)
        {
            return new MemberCheckpoints(null, "");
        }

        MemberCheckpoints own = new(folder, KeyOf(options, examples));
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(folder, Pattern))
        {
            if (!Path.GetFileName(file).Contains(own._key, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }

        return own;
    }

    /// <summary>A member's weights; null where it is not there, or damaged.</summary>
    public float[]? Read(int member, int weightCount)
    {
        if (_folder is null || !File.Exists(FileOf(member)))
        {
            return null;
        }

        try
        {
            return SafeTensorsFile.Read(FileOf(member)).Floats(WeightsTensor, weightCount);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Keeps a member; a reader never sees half of it.</summary>
    public void Write(int member, float[] weights)
    {
        if (_folder is not null)
        {
            string aside = FileOf(member) + ".new";
            SafeTensorsWriter.Write(
                aside,
                new Dictionary<string, SafeTensor> { [WeightsTensor] = new SafeTensor([weights.Length], weights) },
                new Dictionary<string, string>());
            File.Move(aside, FileOf(member), overwrite: true);
        }
    }

    /// <summary>Deletes all members, once their network is safe.</summary>
    public void Clear()
    {
        if (_folder is not null)
        {
            foreach (string file in Directory.EnumerateFiles(_folder, Pattern))
            {
                File.Delete(file);
            }
        }
    }

    private static string KeyOf(ContentOptions options, IReadOnlyList<ContentExample> examples)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

        // The result does not depend on the threads.
        Add(ContentArchitecture.Name);
        Add(JsonSerializer.Serialize(options with { Threads = 0 }));
        foreach (ContentExample example in examples)
        {
            foreach (Spectrogram excerpt in example.Excerpts)
            {
                Add($"{excerpt.Bands} {excerpt.Frames}");
                hash.AppendData(excerpt.Cells);
            }

            hash.AppendData(MemoryMarshal.AsBytes<float>(example.TargetFactors));
            hash.AppendData(BitConverter.GetBytes(example.Evidence));
            Add(string.Join('\t', example.Tags ?? []));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..12]);
    }

    private string FileOf(int member) => Path.Combine(_folder!, FormattableString.Invariant($"member-{_key}-{member}.safetensors"));
}
