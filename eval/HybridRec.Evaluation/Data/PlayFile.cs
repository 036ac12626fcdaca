using System.Globalization;
using System.IO.Compression;
using System.Security;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Data;

/// <summary>Reads the protocol's table: <c>user_id item_id [play_count] [timestamp]</c>, any order, more columns ignored.</summary>
/// <remarks>
/// Tab-separated or CSV, by its header; <c>.gz</c> too. Without <c>play_count</c> each row counts 1. A file is read whole or
/// not at all: a bad row is an error that names its line, since figures over silently dropped rows would be of other data.
/// </remarks>
internal static class PlayFile
{
    // As in the play log; more is no count, and enough of it would add up to infinity.
    private const float LargestCount = 1L << 53;

    private static readonly byte[] GzipMagic = [0x1f, 0x8b];

    /// <summary>Reads a file's rows, in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="users">Numbers the users.</param>
    /// <param name="items">Numbers the items.</param>
    /// <exception cref="EvaluationException">It cannot be read; the message names the file, the line and the fault.</exception>
    public static List<Interaction> Read(string path, IdTable users, IdTable items)
    {
        try
        {
            using Stream stream = Open(path);
            using StreamReader reader = new(stream);
            return Read(path, reader, users, items);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException
            or NotSupportedException or SecurityException)
        {
            string reason = problem is FileNotFoundException or DirectoryNotFoundException
                ? "it does not exist"
                : problem.Message.TrimEnd('.');
            throw new EvaluationException($"Cannot read {path}: {reason}.", problem);
        }
    }

    private static List<Interaction> Read(string path, StreamReader reader, IdTable users, IdTable items)
    {
        string header = reader.ReadLine() ?? throw new EvaluationException($"{path} is empty.");
        bool hasTabs = DelimitedText.HasTabs(header);
        string[] columns = DelimitedText.Split(header, hasTabs);
        int user = Require(path, columns, "user_id");
        int item = Require(path, columns, "item_id");
        int count = DelimitedText.FindColumn(columns, "play_count");
        int time = DelimitedText.FindColumn(columns, "timestamp");
        int least = 1 + Math.Max(Math.Max(user, item), Math.Max(count, time));
        List<Interaction> plays = [];
        int number = 1;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            string[] fields = DelimitedText.Split(line, hasTabs);
            if (fields.Length < least || fields[user].Length == 0 || fields[item].Length == 0)
            {
                throw Bad(path, number, fields.Length < least ? "has too few fields" : "has an empty id");
            }

            float playCount = 1;
            if (count >= 0
                && (!float.TryParse(fields[count], NumberStyles.Float, CultureInfo.InvariantCulture, out playCount)
                    || playCount is not (>= 0 and <= LargestCount)))
            {
                throw Bad(path, number, $"has the play count \"{fields[count]}\", which is not a number from 0 to 2^53");
            }

            long? timestamp = null;
            if (time >= 0)
            {
                timestamp = long.TryParse(fields[time], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
                    ? seconds
                    : throw Bad(path, number, $"has the timestamp \"{fields[time]}\", which is not a whole number of seconds");
            }

            plays.Add(new Interaction(users.NumberOf(fields[user]), items.NumberOf(fields[item]), playCount, timestamp));
        }

        return plays;
    }

    /// <summary>Opens a file, unpacking gzip, which is told by its first bytes.</summary>
    internal static Stream Open(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        byte[] head = new byte[GzipMagic.Length];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == head.Length && head.AsSpan().SequenceEqual(GzipMagic)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
    }

    private static int Require(string path, string[] columns, string name) =>
        DelimitedText.FindColumn(columns, name) is >= 0 and var column
            ? column
            : throw new EvaluationException(
                $"{path} has no column {name}; its first line must name its columns, and names {string.Join(", ", columns)}.");

    private static EvaluationException Bad(string path, int line, string fault) => new($"{path}, line {line} {fault}.");
}
