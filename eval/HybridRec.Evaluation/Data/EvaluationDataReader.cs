using System.Globalization;
using System.Security.Cryptography;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Data;

/// <summary>Reads files into <see cref="EvaluationData"/>; everything left out or put right on the way is noted with its count.</summary>
public static class EvaluationDataReader
{
    /// <summary>Reads.</summary>
    /// <param name="request">Which files; either train and test, or one to split.</param>
    /// <exception cref="EvaluationException">A file cannot be read or nothing can be held out; the message says which and why.</exception>
    /// <exception cref="SplitException">The data do not allow the split.</exception>
    public static EvaluationData Read(DataRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        IdTable users = new();
        IdTable items = new();
        PlayParts parts = request.Interactions is { } one
            ? PlayParts.OfSplit(PlayFile.Read(one, users, items), one, request)
            : PlayParts.OfFiles(request, users, items);
        string[] files =
        [
            .. new[] { request.Train, request.Validation, request.Test, request.Interactions, request.Items, request.Vectors }
                .OfType<string>(),
        ];
        return Build(parts, users, items, request, Hash(files));
    }

    /// <summary>Puts parts together: rows in id order, duplicates added up, held-out pairs that are known left out.</summary>
    internal static EvaluationData Build(PlayParts parts, IdTable users, IdTable items, DataRequest request, string hash)
    {
        FactorMatrix? vectors = request.Vectors is { } file ? NpyFile.Read(file).ToMatrix() : null;
        if (vectors is not null)
        {
            AddItemsOfVectors(items, vectors, request.Vectors!);
        }

        (Vocabulary<string> userIds, int[] userRows) = users.Order();
        (Vocabulary<string> itemIds, int[] itemRows) = items.Order();
        List<string> notes = [.. parts.Notes];
        InteractionMatrix train = Matrix(parts.Whole, "training");
        InteractionMatrix test = HeldOut(parts.Test, "test", train);
        TuningParts? tuning = parts.Tuning is { } inner ? OfTuning(inner.Train, inner.Validation) : null;
        if (train.Count == 0 || test.Count == 0)
        {
            string empty = train.Count == 0 ? "to train on" : "held out";
            throw new EvaluationException($"There are no plays {empty} in {parts.Source}.");
        }

        if (request.AllCandidates && !test.Pairs().Any(pair => train.Contains(pair.Row, pair.Column)))
        {
            notes.Add("all items are candidates, but nobody plays anything of their training part again: heard items can only be wrong");
        }

        (Dictionary<string, string>? artists, Dictionary<string, string[]>? tags) =
            request.Items is { } table ? ItemFile.Read(table) : (null, null);
        Note(
            request.Items is null ? 0 : itemIds.Ids.Count(id => !(artists?.ContainsKey(id) ?? tags!.ContainsKey(id))),
            $"of {itemIds.Count:N0} items have no line in {request.Items}");
        return new EvaluationData
        {
            Users = userIds,
            Items = itemIds,
            Train = train,
            Times = TimesOf(train, parts.Whole),
            Tuning = tuning,
            Test = test,
            Artists = artists is null ? null : [.. itemIds.Ids.Select(id => artists.GetValueOrDefault(id, ""))],
            Tags = tags is null ? null : [.. itemIds.Ids.Select(id => tags.GetValueOrDefault(id, []))],
            ItemVectors = vectors,
            Notes = notes,
            Source = parts.Source,
            Hash = hash,
        };

        TuningParts? OfTuning(IReadOnlyList<Interaction> innerTrain, IReadOnlyList<Interaction> innerValidation)
        {
            InteractionMatrix part = Matrix(innerTrain, null);
            InteractionMatrix validation = HeldOut(innerValidation, "validation", part);
            return validation.Count > 0 ? new TuningParts(part, validation, TimesOf(part, innerTrain)) : null;
        }

        PlayTimes? TimesOf(InteractionMatrix matrix, IReadOnlyList<Interaction> plays) => plays.Any(play => play.Time is not null)
            ? PlayTimes.Of(matrix, plays.Select(play => (userRows[play.UserRow], itemRows[play.ItemRow], play.Time)))
            : null;

        InteractionMatrix Matrix(IReadOnlyList<Interaction> plays, string? name)
        {
            InteractionMatrix all = InteractionMatrix.Build(
                userIds.Count,
                itemIds.Count,
                plays.Select(play => (userRows[play.UserRow], itemRows[play.ItemRow], play.PlayCount)));
            if (name is not null)
            {
                int zeros = plays.Count(play => play.PlayCount == 0);
                Note(zeros, $"{name} rows with play count 0 left out");
                Note(plays.Count - zeros - all.Count, $"{name} rows repeat a pair of user and item and were added to it");
            }

            return all;
        }

        // Nobody can recommend to a user of whom nothing is known but that they exist: no model's merit, so not averaged.
        InteractionMatrix HeldOut(IReadOnlyList<Interaction> plays, string name, InteractionMatrix before)
        {
            InteractionMatrix all = Matrix(plays, name);
            InteractionMatrix unheard = request.AllCandidates ? all : Only(all, pair => !before.Contains(pair.Row, pair.Column));
            Note(all.Count - unheard.Count, $"{name} pairs are known from an earlier part and were left out");
            int strangers = Enumerable.Range(0, unheard.RowCount)
                .Count(user => unheard.Columns(user).Length > 0 && before.Columns(user).IsEmpty);
            Note(strangers, $"users of the {name} part have no training plays and are not averaged");
            return strangers == 0 ? unheard : Only(unheard, pair => before.Columns(pair.Row).Length > 0);
        }

        static InteractionMatrix Only(InteractionMatrix all, Func<(int Row, int Column, float PlayCount), bool> keep) =>
            InteractionMatrix.Build(all.RowCount, all.ColumnCount, all.Pairs().Where(keep));

        void Note(int count, string what)
        {
            if (count > 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}"));
            }
        }
    }

    /// <summary>SHA-256 over the contents of files, in order.</summary>
    /// <exception cref="EvaluationException">One cannot be read.</exception>
    internal static string Hash(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            try
            {
                using FileStream stream = File.OpenRead(file);
                hash.AppendData(SHA256.HashData(stream));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                throw new EvaluationException($"Cannot read {file}: {problem.Message.TrimEnd('.')}.", problem);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Makes the catalogue the rows of the vectors, so that item id and row are one.</summary>
    private static void AddItemsOfVectors(IdTable items, FactorMatrix vectors, string path)
    {
        int read = items.Count;
        for (int row = 0; row < vectors.Rows; row++)
        {
            items.NumberOf(row.ToString(CultureInfo.InvariantCulture));
        }

        if (items.Count > vectors.Rows)
        {
            throw new EvaluationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has {vectors.Rows} rows, which must be items 0 to {vectors.Rows - 1}, but {items.Count - vectors.Rows} of the {read} items that occur are not among them."));
        }
    }
}
